"""From the model to the texts of the files, always the same way. Pure."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from . import kinds, markup
from .kinds import FENCE, LANGUAGE, MADE_FROM
from .model import (
    BodyBlock,
    Course,
    CourseWords,
    Curriculum,
    Number,
    Question,
    QuestionWords,
    Quiz,
    Review,
    Source,
    Statement,
    Step,
    StepWords,
    Words,
    in_order,
)
from .scalars import WIDTH, scalar
from .surroundings import FileRef


def write(curriculum: Curriculum) -> dict[str, bytes]:
    """Every file of the curriculum: path in the folder, and what it holds."""
    texts = {"sources.yaml": sources_text(curriculum.sources)}
    if curriculum.numbers:
        texts["numbers.yaml"] = numbers_text(curriculum.numbers)
    files: dict[str, bytes] = {}
    for course in curriculum.courses:
        texts[f"{course.slug}/course.yaml"] = course_config(course)
        texts[f"{course.slug}/{LANGUAGE}/course.md"] = course_text(course)
        if course.questions:
            texts[f"{course.slug}/{LANGUAGE}/questions.yaml"] = "\n".join(map(question_text, course.questions))
        for words in course.translations:
            texts |= {f"{course.slug}/{words.language}/{name}": text for name, text in words_files(words).items()}
        if course.picture:
            files[f"{course.slug}/pictures/{course.picture.name}"] = curriculum.contents[course.picture.digest]
        for step in course.steps:
            if isinstance(step, Step):
                texts[f"{course.slug}/{LANGUAGE}/{step.slug}.md"] = step_text(step)
                for ref in file_refs(
                    [step.body, *(words.steps[step.slug].body for words in course.translations if step.slug in words.steps)]
                ):
                    folder = "pictures" if ref.name.endswith(kinds.PICTURES) else "media"
                    files[f"{course.slug}/{folder}/{ref.name}"] = curriculum.contents[ref.digest]
    return {path: text.encode() for path, text in texts.items()} | files


def sources_text(sources: list[Source]) -> str:
    """sources.yaml."""
    return "".join(f"{source.key}:\n{lines_text(kinds.SOURCE.lines(vars(source), 2))}" for source in sources)


def numbers_text(numbers: list[Number]) -> str:
    """numbers.yaml."""
    return "".join(f"{number.key}:\n{lines_text(kinds.NUMBER.lines(vars(number), 2))}" for number in numbers)


def course_config(course: Course) -> str:
    """course.yaml."""
    earned = vars(course.qualification) if course.qualification else None
    steps = [vars(step) | {_kind(step): step.slug} for step in course.steps]
    return lines_text(kinds.COURSE.lines(vars(course) | {"qualification": earned, "steps": steps}))


def _kind(step: Step | Quiz) -> str:
    return step.kind if isinstance(step, Step) else "quiz"


def course_text(course: Course) -> str:
    """course.md."""
    name = course.qualification.name if course.qualification else ""
    quiz = vars(course.quiz) if course.quiz else None
    front = kinds.COURSE_TEXT.lines(vars(course) | {"qualification": name, "quiz": quiz})
    return page_text(front, lines_text(markup.wrap(course.introduction, WIDTH)) if course.introduction else "")


def step_text(step: Step) -> str:
    """A module's or slot's file."""
    front = kinds.STEP_TEXT[step.kind].lines(vars(step) | truth(step.review, step.statements))
    return page_text(front, "\n".join(lines_text(block_text(block)) for block in step.body))


def truth(review: Review, statements: list[Statement]) -> dict[str, Any]:
    """What is said of how true a text is, in the shape that files keep it."""
    return {"review": vars(review), "statements": [vars(statement) for statement in statements]}


def question_text(question: Question) -> str:
    """One question of questions.yaml."""
    lines = kinds.QUESTION[question.type].lines(vars(question) | question.answers, 2)
    return lines_text([f"- {lines[0].lstrip()}", *lines[1:]])


def block_text(block: BodyBlock, shapes: Mapping[str, kinds.Kind] = kinds.BODY) -> list[str]:
    """One block of a body, line by line."""
    if block.kind == "text":
        return markup.wrap(block.value, WIDTH)
    kind = shapes[block.kind]
    head = " ".join([FENCE, block.kind, *(block.value[key] for key in kind.head)])
    body: list[str] = []
    if kind.markdown:
        body = markup.wrap(block.value[kind.markdown], WIDTH)
    elif len(kind.head) < len(kind.keys.keys):
        body = kind.keys.lines(block.value)
    return [head, *body, FENCE]


def page_text(front: list[str], body: str) -> str:
    """Front matter and body of a Markdown file."""
    return lines_text(["---", *front, "---"]) + body


def lines_text(lines: list[str]) -> str:
    """Lines, each with its end."""
    return "".join(f"{line}\n" for line in lines)


# --- what is said in a language ----------------------------------------------------------------------------------------------------------------


def words_files(words: Words) -> dict[str, str]:
    """The files of a course in one language, by their names in its folder."""
    files = {"course.md": course_words_text(words.course)}
    files |= {f"{slug}.md": step_words_text(step) for slug, step in words.steps.items()}
    if words.questions:
        files["questions.yaml"] = "\n".join(map(question_words_text, words.questions.values()))
    if words.made_from:
        files[MADE_FROM] = made_from_text({piece: words.made_from[piece] for piece in sorted(words.made_from, key=in_order)})
    return files


def made_from_text(stamps: Mapping[str, str]) -> str:
    """made-from.yaml: each piece, and the print of the words it was made from."""
    return "".join(f"{piece}: {scalar(stamp)}\n" for piece, stamp in stamps.items())


def course_words_text(course: CourseWords) -> str:
    """course.md; the same keys in every language."""
    return page_text(
        kinds.COURSE_TEXT.lines(vars(course)), lines_text(markup.wrap(course.introduction, WIDTH)) if course.introduction else ""
    )


def step_words_text(step: StepWords) -> str:
    """A step's words."""
    front = kinds.WORDS["slot" if step.guidance else "module"].lines(vars(step))
    return page_text(front, "\n".join(lines_text(block_text(block, kinds.BODY_WORDS)) for block in step.body))


def question_words_text(question: QuestionWords) -> str:
    """One question's words."""
    lines = kinds.QUESTION_WORDS[question.type].lines(vars(question) | question.answers, 2)
    return lines_text([f"- {lines[0].lstrip()}", *lines[1:]])


def pieces_of(words: Words) -> dict[str, str]:
    """What is said, piece by piece: `course`, `step/<slug>`, `question/<key>`."""
    said = {"course": course_words_text(words.course)}
    said |= {f"step/{slug}": step_words_text(step) for slug, step in words.steps.items()}
    return said | {f"question/{key}": question_words_text(question) for key, question in words.questions.items()}


def source_prints(course: Course) -> dict[str, str]:
    """What stands for the words of each piece of a course, as `made-from.yaml` keeps it."""
    return {piece: fingerprint(text)[:16] for piece, text in pieces_of(course.words).items()}


# --- telling whether a piece has changed ------------------------------------------------------------------------------------------------------


def pieces(course: Course) -> dict[str, str]:
    """The fingerprint of each piece that is loaded by itself: `course`, `quiz`, `step/<slug>`, `question/<key>`."""
    prints = {"course": fingerprint(course_config(course) + course_text(course))}
    for step in course.steps:
        if isinstance(step, Step):
            prints[f"step/{step.slug}"] = step_fingerprint(step)
    return prints | {f"question/{question.key}": fingerprint(question_text(question)) for question in course.questions}


def step_fingerprint(step: Step) -> str:
    """With what course.yaml says of it, and what the files hold that it shows."""
    digests = (ref.digest for ref in file_refs(step.body))
    need = f"{step.need} {step.required_by}" if step.required_by else step.need
    return fingerprint("\n".join([step.kind, need, step_text(step), *digests]))


def fingerprint(text: str) -> str:
    """What stands for a text: two that differ have different ones."""
    return sha256(text.encode()).hexdigest()


def file_refs(value: Any) -> Iterator[FileRef]:
    """Every file that a value shows, in order."""
    if isinstance(value, FileRef):
        yield value
    elif isinstance(value, BodyBlock):
        yield from file_refs(value.value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from file_refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from file_refs(inner)
