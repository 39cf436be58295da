"""シートを紙・Excelで渡す、回収する: each that leaves is numbered, has a holder and a day by which it must be back."""

from __future__ import annotations

from datetime import timedelta

from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.inquiries.asking import cannot_go_there, lock_open
from tsunagu_web.inquiries.declared import current_inquiry
from tsunagu_web.inquiries.models import Issue, IssueBack, Sheet
from tsunagu_web.inquiries.scope import still_there
from tsunagu_web.reading import RunView


def issue(sheet: Sheet, run: RunView, user: User, role: str, way: str, holder_name: str) -> Issue:
    """Number one more. Call inside the recording transaction.

    Raises RefusedError C022 (the child is not there any more), C024 (asked no more).
    """
    sheet = lock_open(sheet)
    if not still_there(sheet, run):
        raise cannot_go_there()
    until = max(sheet.due_on, clock.today()) + timedelta(days=current_inquiry().paper_days)
    return Issue.objects.create(
        sheet=sheet,
        number=sheet.issues.count() + 1,
        at=clock.now(),
        by=user,
        role=role,
        way=way,
        holder_name=holder_name,
        expires_on=until,
    )


def take_back(issued: Issue, user: User, role: str) -> None:
    """It came back, or was destroyed; said twice it is kept once. Call inside the recording transaction."""
    if not IssueBack.objects.filter(issue=issued).exists():
        IssueBack.objects.create(issue=issued, at=clock.now(), by=user, role=role)
