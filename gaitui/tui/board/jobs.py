"""What the board's keys do to a campaign: each job opens it anew, holds its lock only while it
changes it, and says in words what came of it. Jobs run beside the screen, which goes on."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from gaitui.batch.collect import collect
from gaitui.campaign import change
from gaitui.campaign.events import Returned
from gaitui.campaign.folder import SENT, Campaign, CampaignError, this_moment
from gaitui.campaign.receipts import ReceiptTexts
from gaitui.campaign.receive import Outcome, Receipt, receive
from gaitui.cell import CellRef
from gaitui.tui.board.deciding import Deciding, deciding_of
from gaitui.tui.paths import shown

if TYPE_CHECKING:
    from gaitui.campaign.returning import Returning
    from gaitui.campaign.send import Sending

# Writing workbooks is loaded by the jobs that do it, so that the app's first screen need not wait.

Tell: TypeAlias = Callable[[str], None]
"""Takes a word on how far a job has come."""
_SHOWN = 100


class Doubt(Struct, frozen=True):
    """A file that may be several departments'."""

    path: Path
    receipt: Receipt


class Told(Struct, frozen=True):
    """What a job came to. `said` fits on one line; `title` and `text` are to be read, where there
    is something to read. `doubts` are files to ask about, `notices` texts to read on, `report`
    says that there is a merged one to open, `deciding` what no sum gives in it, `can_repair` that
    verifying found what to mend, `can_return` that something is wrong with what came in."""

    said: str
    title: str = ""
    text: str = ""
    doubts: tuple[Doubt, ...] = ()
    notices: tuple[str, ...] = ()
    report: Path | None = None
    deciding: Deciding | None = None
    can_repair: bool = False
    can_return: bool = False


class Jobs:
    """The jobs on one campaign's folder; `clock` gives the time of what goes on record."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = this_moment) -> None:
        self.folder = folder
        self.clock = clock

    def open(self) -> Campaign:
        """The campaign as it is on disk now."""
        return Campaign(self.folder, self.clock)

    @contextmanager
    def _changing(self) -> Iterator[Campaign]:
        with self.open().changing() as campaign:
            yield campaign

    def receive(self, path: Path, department: str | None, tell: Tell) -> Told:
        """Take in a file or all of a folder, one department's where that is said."""
        files = [Path(item) for item in collect([str(path)])]
        if not files:
            raise CampaignError(f"{path} 里没有可以收的文件。")
        texts, parts, doubts = ReceiptTexts("接下来请指明", "R 全部退回"), [], []
        with self._changing() as campaign:
            owner = campaign.find(department) if department else None
            for file, receipt in zip(files, receive(campaign, files, owner), strict=True):
                parts.append(texts.receipt(receipt))
                if receipt.outcome is Outcome.DOUBTFUL:
                    doubts.append(Doubt(file, receipt))
                if len(files) > 1:
                    tell(f"收表 {len(parts)}/{len(files)}")
        end = texts.end()
        account = "".join(parts[:_SHOWN])
        if len(parts) > _SHOWN:
            account += f"…另有 {len(parts) - _SHOWN} 个\n"
        told = f"{end}\n{account}".rstrip()
        return Told(end.strip(), "收表", told, tuple(doubts), can_return=texts.has_faults)

    def return_versions(self, departments: Sequence[str], tell: Tell) -> Told:
        """Return what some departments sent last, or with none named all that is to be returned;
        what the annotated copies could not keep is named."""
        from gaitui.campaign.returning import return_versions

        done: list[Returning] = []
        with self._changing() as campaign:
            for item in return_versions(campaign, departments):
                done.append(item)
                tell(f"退回 {len(done)} 个")
            notices = [_notice(campaign, item.files) for item in done]
        if not done:
            raise CampaignError("没有需要退回的部门：有误和待确认的都已经退回。")
        title = f"已退回 {done[0].department}" if len(done) == 1 else f"已退回 {len(done)} 个部门"
        text = "\n\n".join(map(self._returned, done))
        return Told(title, title, text, notices=tuple(filter(None, notices)))

    def _returned(self, item: "Returning") -> str:
        lines = [f"{item.department}，第 {item.version} 次报的。请把这些文件发回："]
        lines += [f"  {shown(self.folder / name)}" for name in item.files]
        if item.lost:
            lines.append("批注的副本保留不了（通知里也写了；收到的原件没有动）：")
            lines += [f"  {line}" for line in item.lost]
        return "\n".join(lines)

    def accept(self, department: str, reason: str) -> Told:
        """Let what a department sent last count, with a reason."""
        with self._changing() as campaign:
            version = change.accept(campaign, campaign.find(department), reason)
        return Told(f"已确认 {department} 第 {version.number} 次报的。")

    def amend(self, department: str, ref: str, value: str, reason: str) -> Told:
        """Change a number of what a department sent last, with a reason."""
        with self._changing() as campaign:
            made = change.amend(campaign, campaign.find(department), ref, value, reason)
        place = " › ".join(campaign.definition.cells[CellRef(made.ref)].path[-2:])
        return Told(f"已登记：{place} {made.words}，还有 {made.errors} 个错误。")

    def send(self, tell: Tell) -> Told:
        """Write the workbooks and notes that are not written yet or would differ."""
        from gaitui.campaign.send import send

        written: list[Sending] = []
        count = 0
        with self._changing() as campaign:
            standings = campaign.chosen(())
            for item in send(campaign, standings):
                count += 1
                tell(f"发表 {count}/{len(standings)}")
                written += [item] if item.workbook else []
        said = f"写出 {len(written)} 份填报表和说明，另有 {count - len(written)} 份没有变化。"
        if not written:
            return Told(said)
        lines = [
            said,
            f"在 {shown(self.folder / SENT)}，请逐个发送：说明贴进邮件，填报表作附件。",
            "",
        ]
        again = {True: "（重发）", False: ""}
        lines += [f"{item.department}{again[item.is_again]}  {item.workbook}" for item in written]
        return Told(said, "发表", "\n".join(lines))

    def merge(self, is_partial: bool) -> Told:
        """Add up the accepted departments."""
        from gaitui.campaign.merge_text import render_merging
        from gaitui.campaign.merging import merge_departments

        with self._changing() as campaign:
            result = merge_departments(campaign, is_partial)
        text = render_merging(result, self.folder, "d 定数", shown)
        said = f"已汇总 {len(result.departments)} 个部门。"
        deciding = Deciding(result.report, result.decisions)
        return Told(said, "汇总", text.rstrip(), report=result.path, deciding=deciding)

    def look_up(self) -> Told:
        """What no sum gives in the merged report as it is now."""
        return Told("", deciding=deciding_of(self.open()))

    def decide(self, ref: str, value: str, reason: str) -> Told:
        """Set a number of the merged report, with a reason."""
        with self._changing() as campaign:
            made = change.decide(campaign, ref, value, reason)
            deciding = deciding_of(campaign)
        said = f"已登记：{deciding.words(CellRef(made.ref))} {made.words}。"
        return Told(said, deciding=deciding)

    def verify(self, is_repairing: bool) -> Told:
        """Hold the campaign's files against its ledger, after mending what can be mended where
        that is asked for."""
        from gaitui.campaign import verify
        from gaitui.campaign.verify_text import render_verification

        mended: tuple[str, ...] = ()
        if is_repairing:
            with self._changing() as campaign:
                mended = verify.repair(campaign)
        result = verify.verify(self.open())
        text = "".join(f"{line}\n" for line in mended) + render_verification(result, "可以")
        can_repair = any(problem.repair for problem in result.problems)
        verdict = "不通过" if result.problems else "通过"
        return Told(f"核对账本：{verdict}。", "核对账本", text.rstrip(), can_repair=can_repair)


def _notice(campaign: Campaign, files: Sequence[str]) -> str:
    """The text of the notice among files that were written."""
    for name in files:
        if name.endswith(".txt"):
            return campaign.read(name).decode("utf-8", "replace")
    return ""


def last_notice(campaign: Campaign, department: str) -> str:
    """The notice with which a department's report was returned last; "" if it never was."""
    for entry in reversed(campaign.ledger.entries):
        event = entry.event
        if isinstance(event, Returned) and event.department == department:
            return _notice(campaign, tuple(event.files))
    return ""
