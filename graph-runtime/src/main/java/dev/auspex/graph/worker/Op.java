package dev.auspex.graph.worker;

/** What a worker is asked to do, and how it answers. The wire format uses the ordinals. */
enum Op {
    OPEN,
    CLOSE,
    RUNNER,
    RUN,
    TEXTS,
    IMAGES,
    PREPARE,
    FORGET;

    private static final Op[] ALL = values();

    static Op of(int place) throws WireException {
        if (place < 0 || place >= ALL.length) {
            throw new WireException("unknown operation: " + place);
        }
        return ALL[place];
    }

    /** The outcome of an operation. */
    enum Outcome {
        DONE,
        REFUSED,
        LATE,
        LARGE_RUN,
        LARGE_OUTPUT,
        UNPREPARED,
        UNREADABLE;

        private static final Outcome[] ALL = values();

        static Outcome of(int place) throws WireException {
            if (place < 0 || place >= ALL.length) {
                throw new WireException("unknown outcome: " + place);
            }
            return ALL[place];
        }
    }
}
