# Put Saddle into your own Start menu and open .saddle files with it. Run it again after you have moved this folder.
# Not yet run on Windows.
$program = Join-Path $PSScriptRoot 'saddle.exe'
$classes = 'HKCU:\Software\Classes'
New-Item -Force "$classes\.saddle" -Value 'Saddle.Run' | Out-Null
New-Item -Force "$classes\Saddle.Run" -Value 'Saddle run' | Out-Null
New-Item -Force "$classes\Saddle.Run\DefaultIcon" -Value "`"$program`",0" | Out-Null
New-Item -Force "$classes\Saddle.Run\shell\open\command" -Value "`"$program`" `"%1`"" | Out-Null
$shortcut = (New-Object -ComObject WScript.Shell).CreateShortcut("$env:APPDATA\Microsoft\Windows\Start Menu\Programs\Saddle.lnk")
$shortcut.TargetPath = $program
$shortcut.Save()
