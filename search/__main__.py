"""``python -m wenxun`` is ``wenxun``."""

from __future__ import annotations

from wenxun.cli import main

if __name__ == "__main__":
    main()
