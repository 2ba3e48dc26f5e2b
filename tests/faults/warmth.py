"""Whether the models that a ledger keeps warm equal those folded anew from the log."""

from ledger.log.log import Question
from ledger.log.stored import decode
from ledger.models.model import Key, Model
from ledger.writing import Ledger


def compare(ledger: Ledger, most: int = 300) -> tuple[int, list[str]]:
    """Count the models compared, the most recently read first, and say which differ."""
    with ledger._turn:
        warm = dict(list(ledger.folds._models.items())[-most:])
        cold = cold_models(ledger, warm)
        differences = [
            f"{key[1]} up to {ledger.folds.head}: warm {told(warm[key])}, cold {told(cold[key])}"
            for key in warm
            if told(warm[key]) != told(cold[key])
        ]
        return len(warm), differences


def cold_models(ledger: Ledger, warm: dict[Key, Model]) -> dict[Key, Model]:
    """Fold the same models from nothing up to the same position."""
    cold = {key: key[0](*(tag.partition(":")[2] for tag in key[1])) for key in warm}
    models = list(cold.values())
    questions = [Question(model.tags, model.types) for model in models]
    for number, fact in ledger.log.load(questions, ledger.folds.head):
        models[number].apply(decode(fact))
    return cold


def told(model: Model) -> dict[str, object]:
    """Give all that a model holds."""
    return {name: value for name, value in model.__dict__.items() if name != "key"}
