; saddle-setup.exe, for one user and without an administrator. `make package-windows` hands in VERSION, FOLDER (the program),
; ICON and OUT. /S asks nothing, /D=FOLDER (the last argument, without quotes) installs elsewhere.
; 0: done, 1: the user stopped it, 2: Saddle is open, or its files cannot be written.
Target amd64-unicode
!include MUI2.nsh
!include FileFunc.nsh

!define CLASSES "Software\Classes"
!define KIND "Saddle.Run"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Saddle"

Name "Saddle"
Caption "Saddle ${VERSION}"
BrandingText "Saddle ${VERSION}"
OutFile "${OUT}"
RequestExecutionLevel user
ManifestDPIAware true
SetCompressor lzma
SetCompressorDictSize 32
InstallDir "$LOCALAPPDATA\Programs\Saddle"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"      ; an older version is replaced where it is
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "Saddle"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "Installs Saddle, a laboratory of adversarial training"
VIAddVersionKey CompanyName "the Saddle authors"
VIAddVersionKey LegalCopyright "MIT licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_FINISHPAGE_RUN "$INSTDIR\saddle.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Open Saddle"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; Windows lets nobody write to a program that runs, be it in a window or as an engine.
!macro STOP_WHILE_OPEN PREFIX
Function ${PREFIX}StopWhileOpen
  Push "$INSTDIR\saddle-console.exe"
  Push "$INSTDIR\saddle.exe"
  ${Do}
    Pop $0
    IfFileExists $0 0 free
    try:
      ClearErrors
      FileOpen $1 $0 a
      IfErrors 0 written
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "Saddle is open. Close its windows, then try again." /SD IDCANCEL IDRETRY try
      SetErrorLevel 2
      Quit
    written:
      FileClose $1
    free:
  ${LoopUntil} $0 == "$INSTDIR\saddle-console.exe"
FunctionEnd
!macroend
!insertmacro STOP_WHILE_OPEN ""
!insertmacro STOP_WHILE_OPEN "un."

!macro TELL_EXPLORER        ; that file types have changed (SHCNE_ASSOCCHANGED)
  System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)"
!macroend

Section "Saddle, with its entry in the Start menu"
  SectionIn RO
  Call StopWhileOpen
  RMDir /r "$INSTDIR\_internal"                             ; of an older version
  SetOutPath "$INSTDIR"
  ClearErrors
  File /r "${FOLDER}\*"
  IfErrors 0 +3
    SetErrorLevel 2
    Abort "The files could not be written."
  WriteUninstaller "$INSTDIR\uninstall.exe"
  SetOutPath "$PROFILE"                                     ; where a run is first saved
  CreateShortcut "$SMPROGRAMS\Saddle.lnk" "$INSTDIR\saddle.exe" "" "$INSTDIR\saddle.exe" 0 SW_SHOWNORMAL "" \
      "See how adversarial training works, and how it fails"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Saddle"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\saddle.exe,0"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "the Saddle authors"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
SectionEnd

Section "Open .saddle files and saddle: links with it"
  WriteRegStr HKCU "${CLASSES}\.saddle" "" "${KIND}"
  WriteRegStr HKCU "${CLASSES}\.saddle\OpenWithProgids" "${KIND}" ""
  WriteRegStr HKCU "${CLASSES}\${KIND}" "" "Saddle run"
  WriteRegStr HKCU "${CLASSES}\${KIND}\DefaultIcon" "" "$INSTDIR\saddle.exe,0"
  WriteRegStr HKCU "${CLASSES}\${KIND}\shell\open\command" "" '"$INSTDIR\saddle.exe" "%1"'
  WriteRegStr HKCU "${CLASSES}\saddle" "" "URL:Saddle run"
  WriteRegStr HKCU "${CLASSES}\saddle" "URL Protocol" ""
  WriteRegStr HKCU "${CLASSES}\saddle\shell\open\command" "" '"$INSTDIR\saddle.exe" "%1"'
  !insertmacro TELL_EXPLORER
SectionEnd

Section /o "An icon on the desktop"
  CreateShortcut "$DESKTOP\Saddle.lnk" "$INSTDIR\saddle.exe"
SectionEnd

; What the user chose and saved stays.
Section "un.Saddle"
  Call un.StopWhileOpen
  Delete "$SMPROGRAMS\Saddle.lnk"
  Delete "$DESKTOP\Saddle.lnk"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\saddle.exe"
  Delete "$INSTDIR\saddle-console.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"                                          ; stays where the user keeps other files in it
  DeleteRegKey HKCU "${UNINSTALL}"
  ReadRegStr $0 HKCU "${CLASSES}\.saddle" ""
  ${If} $0 == "${KIND}"
    DeleteRegValue HKCU "${CLASSES}\.saddle" ""
  ${EndIf}
  DeleteRegValue HKCU "${CLASSES}\.saddle\OpenWithProgids" "${KIND}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.saddle\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.saddle"
  DeleteRegKey HKCU "${CLASSES}\${KIND}"
  DeleteRegKey HKCU "${CLASSES}\saddle"
  !insertmacro TELL_EXPLORER
SectionEnd
