"""The question bank, marking, quizzes and attempts.

Knows no course: it is told who attempts which quiz in which unit, and answers passed or not."""
