# make demo    the main job against the bundled replica of the site, no network needed after set-up
# make test    every test, offline
# make crawl   the main job against the live site
# make bench   how fast it is beside other programs, into README's table; make bench PARTS="crawl start" for some of it
PYTHON ?= python3
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test crawl bench setup requirements clean

demo: setup
	@.venv/bin/scrapy demo

test: setup
	@.venv/bin/python -m pytest -n auto --dist worksteal

crawl: setup
	@.venv/bin/scrapy crawl latest

bench: setup
	@.venv/bin/python -m bench $(or $(PARTS),--readme)

# Done again only when requirements.txt says something else than what is installed.
setup:
	@cmp -s requirements.txt .venv/requirements.txt || { \
	  say() { echo "$$*" >&2; exit 1; }; \
	  command -v $(PYTHON) >/dev/null || say "Python 3.10 or newer is needed, and there is no $(PYTHON): install it, or say make PYTHON=/path/to/python"; \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || say "Python 3.10 or newer is needed, and $(PYTHON) is $$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'): say make PYTHON=/path/to/python"; \
	  $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || say "$(PYTHON) has no venv: install it (on Debian: apt install python3-venv)"; \
	  echo "Setting up .venv; this is done once and takes a minute …"; \
	  .venv/bin/python -c "import pip" 2>/dev/null || { rm -rf .venv && $(PYTHON) -m venv .venv; } \
	  && .venv/bin/python -m pip install -qq --require-hashes -r requirements.txt \
	  && cp requirements.txt .venv/requirements.txt || say "The set-up failed; what stands above says why."; }

# Renews every pin: the newest versions that fit together, for all platforms, from Python 3.10 up.
requirements:
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && $(PYTHON) -m venv "$$tools" && "$$tools/bin/pip" install -qq uv \
	 && "$$tools/bin/uv" pip compile --quiet --universal --python-version 3.10 --generate-hashes --upgrade \
	    --custom-compile-command "make requirements" requirements.in --output-file requirements.txt

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
