"""A pathway's risks and medians hold the truth of generated records; counting those who got there does not."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
