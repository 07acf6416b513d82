"""What surrounds the lessons: the first cell, a learner's own copies, the export, the doctor, the demo."""
