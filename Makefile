# `make` prints what there is. `run` and `test` set everything up first; a second call starts at once.

PY := .venv/bin/python

.PHONY: help setup run test monkey soak extremes test-cluster test-processors trials claims fuzz audit pins lint bench package package-plain test-package first-paint package-windows test-package-windows test-windows messages preset-pictures method-table clean

help:
	@echo 'make run       open Saddle (ARGS=... for its arguments); sets up first'
	@echo 'make test      the checks and the tests (ARGS=... for pytest, JOBS=0 for one process); sets up first'
	@echo 'make test-processors  sims, contract, app and the trials under three instruction sets (30 to 60 minutes)'
	@echo 'make test-cluster  a sweep on a Dask cluster of two workers; installs the extra saddle[cluster] into .venv'
	@echo 'make monkey    random use of the window, 20 seeds of 5,000 events, one of 20,000, and 50 windows; what stays'
	@echo '               SEEDS=... EVENTS=..., JOBS=2 side by side, CLOCK=wall with JOBS=1 on a quiet machine,'
	@echo '               LIMIT=250 milliseconds that nothing may take, more where the machine has other work'
	@echo 'make soak      an hour of the lab at full speed, ten minutes of each other panel (MINUTES=... of the lab)'
	@echo 'make extremes  every parameter at both ends and off, and every pair of ends of the lab (an hour)'
	@echo 'make trials    the claims that train for long (ARGS=... for pytest); not part of make test'
	@echo 'make fuzz      seek input that breaks what reads files, links and commands (SECONDS=60 each, ONLY=link)'
	@echo 'make audit     ask the index of known vulnerabilities about all that is pinned; needs a network'
	@echo 'make pins      write anew the sums of all that make setup installs; needs a network'
	@echo 'make claims    run all that the lessons claim (ARGS=... for saddle claims); its quick part is in make test'
	@echo 'make setup     .venv with pinned packages, and the system libraries that Qt needs'
	@echo '               PYTHON=...       another Python 3.11, 3.12 or 3.13 than python3'
	@echo '               TORCH_INDEX=...  the package index to take torch from'
	@echo 'make lint      ruff and the import contracts only'
	@echo 'make bench     measure speed (JSON=file writes the numbers, ONLY=text measures some rows)'
	@echo 'make package   build the executable for this machine, in dist/ (first time 10 minutes, then 5)'
	@echo '               package-plain: measure anew the unpruned build that its size is compared with'
	@echo '               test-package: use it as a user would (ARGS=... for pytest); first-paint: time its start'
	@echo 'make package-windows       the program for Windows, its .zip and saddle-setup.exe, made in Wine (as root)'
	@echo '               test-package-windows: use it in Wine as a person would; test-windows: the tests, in Wine'
	@echo '               WINE_DIR=...  where Wine lives (4 GB); else saddle-wine beside this folder'
	@echo 'make preset-pictures       train the presets that have changed, and make their small pictures anew (minutes)'
	@echo 'make method-table          train all methods anew for the table that comes with the program (minutes)'
	@echo 'make messages  collect the visible texts for translators'
	@echo 'make clean     remove caches and build products, not .venv'

setup:
	@bash .ci/setup.sh run

run:
	@bash .ci/setup.sh run
	@.venv/bin/saddle $(ARGS)

# Two processes share the tests: more would crowd a small machine, whose windows must answer in time. Both, and the
# programs that they start, load what has been compiled once.
JOBS ?= 2

QUICK := not trial and not package

# Those without the mark gui are drawn offscreen, where a window has its size at once. 5: pytest found none among ARGS.
test:
	@bash .ci/setup.sh test
	@$(PY) -m ruff check .
	@.venv/bin/lint-imports --no-logo
	@for kind in 'not gui' gui; do env -u PYTHONDONTWRITEBYTECODE \
	    $(PY) -m pytest -n $(JOBS) --dist worksteal -m "$$kind and $(QUICK)" $(ARGS) || test $$? = 5 || exit 1; done

# The instruction sets on which the libraries' last bits differ: the oldest that they know, AVX2, and this machine's own.
PROCESSORS := default avx2 native
INSTRUCTIONS_default := ATEN_CPU_CAPABILITY=default MKL_ENABLE_INSTRUCTIONS=SSE4_2 ONEDNN_MAX_CPU_ISA=SSE41
INSTRUCTIONS_avx2 := ATEN_CPU_CAPABILITY=avx2 MKL_ENABLE_INSTRUCTIONS=AVX2 ONEDNN_MAX_CPU_ISA=AVX2

test-processors: $(PROCESSORS:%=test-processor-%)

test-processor-%:
	@bash .ci/setup.sh test
	@echo 'tests of sims, contract and app, and the trials, with the instructions: $*'
	@env $(INSTRUCTIONS_$*) $(PY) -m pytest -n $(JOBS) --dist worksteal -m 'not package' tests/sims tests/contract tests/app $(ARGS)

test-cluster:
	@bash .ci/setup.sh test
	@$(PY) -m pip install -q -c .ci/constraints.txt -e '.[cluster]'
	@$(PY) -m pytest -v tests/app/sweeps/test_cluster.py $(ARGS)

# One process a seed, so that what a fault leaves does not meet the next. JOBS of them side by side: a window waits for
# half of its time. Then only processor time tells whether it answers; CLOCK=wall is for JOBS=1 and a quiet machine.
# Seed 0 goes on for so long that growth can be told from what is met for the first time. build/monkey keeps all words.
SEEDS ?= 0 $(shell seq 1 20)
EVENTS ?= 5000
CLOCK ?= processor
LIMIT ?= 250
JUDGED = --clock $(CLOCK) --limit $(LIMIT) --trail build/monkey/trail-{}

monkey:
	@bash .ci/setup.sh test
	@rm -rf build/monkey && mkdir -p build/monkey
	@printf '%s\n' $(SEEDS) leaks growth | xargs -P $(JOBS) -I{} sh -c 'case {} in \
	    leaks) $(PY) -m tests.gui.leaks --times 50 ;; \
	    growth) $(PY) -m tests.gui.growth --times 30 ;; \
	    0) $(PY) -m tests.gui.monkey --seed 0 --events 20000 $(JUDGED) ;; \
	    *) $(PY) -m tests.gui.monkey --seed {} --events $(EVENTS) $(JUDGED) ;; esac \
	    >build/monkey/{}.txt 2>&1 || mv build/monkey/{}.txt build/monkey/{}.failed; \
	    grep -hE "^(seed|FAULT|Fatal|after 50)" build/monkey/{}.*; true'
	@! ls build/monkey/*.failed 2>/dev/null

MINUTES ?= 60

soak:
	@bash .ci/setup.sh test
	@$(PY) -m tests.gui.soak --minutes $(MINUTES) $(ARGS)

extremes:
	@bash .ci/setup.sh test
	@$(PY) -m tests.sims.extremes --pairs $(ARGS)

trials:
	@bash .ci/setup.sh test
	@$(PY) -m pytest -v -m trial $(ARGS)

# atheris, which follows what the code does, has wheels for some Pythons only; without it the search goes by chance.
SECONDS ?= 60

fuzz:
	@bash .ci/setup.sh test
	@$(PY) -m pip install -q --only-binary :all: atheris || echo 'no atheris for this Python: by chance'
	@$(PY) -m tests.fuzz --seconds $(SECONDS) $(if $(ONLY),--only "$(ONLY)")

audit:
	@bash .ci/setup.sh test
	@$(PY) -m venv build/audit && build/audit/bin/pip install -q pip-audit
	@build/audit/bin/python .ci/audit.py build/audit/bin/pip-audit $(ARGS)

pins:
	@bash .ci/pin.sh

claims:
	@bash .ci/setup.sh test
	@.venv/bin/saddle claims $(ARGS)

lint:
	@bash .ci/setup.sh test
	@$(PY) -m ruff check .
	@.venv/bin/lint-imports --no-logo

bench:
	@bash .ci/setup.sh test
	@$(PY) -m tests.bench $(if $(JSON),--json "$(JSON)") $(if $(ONLY),--only "$(ONLY)")

package:
	@bash .ci/setup.sh test
	@PYTHONPATH=.ci $(PY) -m package.build

package-plain:
	@bash .ci/setup.sh test
	@PYTHONPATH=.ci $(PY) -m package.build --plain

test-package:
	@bash .ci/setup.sh test
	@$(PY) -m pytest -v -m package --ignore=tests/package/windows tests/package $(ARGS)

first-paint:
	@bash .ci/setup.sh test
	@PYTHONPATH=.ci $(PY) -m package.first_paint

# On Windows: python -m package.windows, with PYTHONPATH=.ci
package-windows:
	@bash .ci/setup.sh test
	@PYTHONPATH=.ci $(PY) -m package.windows

test-package-windows:
	@bash .ci/setup.sh test
	@$(PY) -m pytest -v -m package tests/package/windows $(ARGS)

# In parts: Wine is slow, and a part that fails is seen at once.
WINDOWS_PARTS := sims contract app

test-windows: $(WINDOWS_PARTS:%=test-windows-%)

test-windows-%:
	@bash .ci/windows/wine.sh setup
	@bash .ci/windows/wine.sh python -m pytest -p no:cacheprovider -m 'not gui and not trial and not package' tests/$* $(ARGS)

messages:
	@bash .ci/setup.sh test
	@mkdir -p resources/locale
	@PYTHONPATH=.ci .venv/bin/pybabel -q extract --mapping=.ci/messages.cfg --keyword=N_ --keyword=CountedPhrase:1,2 --sort-by-file --add-location=file --project=Saddle --copyright-holder='the Saddle authors' \
	    --output-file=resources/locale/saddle.pot app widgets sims resources
	@if ls resources/locale/*/LC_MESSAGES/saddle.po >/dev/null 2>&1; then \
	    .venv/bin/pybabel -q update --domain=saddle --input-file=resources/locale/saddle.pot --output-dir=resources/locale; fi
	@echo 'resources/locale/saddle.pot is up to date'

preset-pictures:
	@bash .ci/setup.sh test
	@PYTHONPATH=.ci:. $(PY) -m preset_pictures

method-table:
	@bash .ci/setup.sh test
	@PYTHONPATH=.ci:. $(PY) -m method_table

clean:
	@rm -rf build dist *.egg-info .pytest_cache .hypothesis .ruff_cache .import_linter_cache saddle-headless screenshots
	@find app widgets sims resources tests -name __pycache__ -type d -prune -exec rm -rf {} +
