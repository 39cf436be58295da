"""Why somebody looks. A purpose is bound to the assignment of a role, never typed at a click."""

from __future__ import annotations

from django.db import models


class Purpose(models.TextChoices):
    """目的. The codes are stable: audit rows hold them."""

    SCREENING = "P1", "判定・一次絞り込み"
    CONSIDERING = "P2", "支援検討"
    SUPPORTING = "P3", "支援実施"
    PREPARING = "P4", "データ準備"
    ANALYSING = "P5", "分析"
    DISCLOSURE = "P6", "開示等"
    AUDITING = "P7", "監査"
    OPERATING = "P8", "運用"
