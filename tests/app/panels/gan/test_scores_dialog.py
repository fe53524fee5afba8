"""The table of a minibatch's scores, and the same as CSV, from the window's side and from the command line."""

import csv

import pytest
from PySide6.QtWidgets import QPushButton, QTableView

from app.command_line import main as command_line
from app.engine.run_questions import RUN_QUESTIONS
from app.export.samples_csv import samples_csv
from app.panels.gan.scores_dialog import ScoresDialog, ScoresModel, heading
from tests.app.engine.test_run_group import group_of
from widgets.formulas.view import TypesetFormula
from widgets.numbers import number
from widgets.theme import themes


@pytest.fixture
def samples():
    group = group_of(batch_size=5)
    group.runs[0].seek(3)
    return RUN_QUESTIONS["samples"](group)


@pytest.mark.parametrize("presenting", [False, True])
def test_the_table_has_every_point_and_the_means_that_give_the_loss(qtbot, samples, presenting):
    themes.present(presenting)
    try:
        dialog = ScoresDialog(samples)
        qtbot.addWidget(dialog)
        dialog.show()
        assert "step 3" in dialog.windowTitle()
        assert dialog.frameGeometry().height() <= dialog.screen().availableGeometry().height()
        assert [dialog.tables.tabText(k) for k in range(dialog.tables.count())] == ["L(D)", "L(G)"]
        assert dialog.tables.widget(0).findChild(TypesetFormula).text().startswith("L_D = −E ln σ(D(x)) − E ln(1")
        view = dialog.tables.widget(0).findChild(QTableView)
        model, values = view.model(), samples.tables["loss_d"]
        said = [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(6)]
        assert said[0] == [number(float(column.mean())) for column in values.values()]
        assert said[1:] == [[number(float(column[row])) for column in values.values()] for row in range(5)]
        assert [model.headerData(k, view.horizontalHeader().orientation()) for k in range(9)] == [
            "x₁", "x₂", "D(x)", "σ(D(x))", "x̃₁", "x̃₂", "D(x̃)", "σ(D(x̃))", "part in L(D)"]
        assert model.headerData(0, view.verticalHeader().orientation()) == "mean"
        for column in range(9):
            view.resizeColumnsToContents()
            assert view.sizeHintForColumn(column) <= view.columnWidth(column)
        with qtbot.waitSignal(dialog.accepted):
            next(button for button in dialog.findChildren(QPushButton) if "CSV" in button.text()).click()
    finally:
        themes.present(False)


def test_columns_are_as_wide_as_the_widest_number_though_few_cells_are_asked_for(qtbot, monkeypatch):
    """Qt asks by itself for the texts of a thousand rows of each column: two seconds for a minibatch of 4,096."""
    group = group_of(batch_size=2000)
    group.runs[0].seek(1)
    samples = RUN_QUESTIONS["samples"](group)
    asked, said = [], ScoresModel.data
    monkeypatch.setattr(ScoresModel, "data", lambda *arguments: asked.append(1) or said(*arguments))
    dialog = ScoresDialog(samples)
    qtbot.addWidget(dialog)
    dialog.show()
    assert len(asked) < 10_000
    view = dialog.tables.widget(0).findChild(QTableView)
    model = view.model()
    for column in range(model.columnCount()):
        widest = max(view.fontMetrics().horizontalAdvance(model.index(row, column).data())
                     for row in range(model.rowCount()))
        assert widest < view.columnWidth(column)


def test_every_column_has_a_heading():
    for name in ("real_1", "fake_12", "score_real", "score_fake", "probability_real", "loss_d", "loss_g"):
        assert heading(name)


def test_the_csv_holds_every_number_in_full(samples):
    rows = list(csv.DictReader(samples_csv(samples.tables).splitlines()))
    assert [row["table"] for row in rows] == ["loss_d"] * 5 + ["loss_g"] * 5
    for name, values in samples.tables["loss_d"].items():
        assert [float(row[name]) for row in rows[:5]] == values.tolist()
    assert rows[5]["loss_d"] == rows[5]["score_real"] == ""
    assert [float(row["loss_g"]) for row in rows[5:]] == samples.tables["loss_g"]["loss_g"].tolist()


def test_the_command_line_writes_the_same(tmp_path, samples, capsys):
    path = tmp_path / "scores.csv"
    assert command_line.main(["run", "gan", "--set", "batch_size=5", "--steps", "3", "--scores", str(path)]) == 0
    assert path.read_text() == samples_csv(samples.tables)
    assert command_line.main(["run", "nash", "--steps", "3", "--scores", str(tmp_path / "none.csv")]) == 2
    assert "no scores of a minibatch are known of nash" in capsys.readouterr().err
    assert command_line.main(["run", "gan", "--steps", "3", "--scores", str(tmp_path / "scores.xlsx")]) == 2
    assert "--scores writes CSV" in capsys.readouterr().err
