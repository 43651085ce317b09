package dev.auspex.monitoring.ingest;

/** Another consumer has advanced a partition since this one read its offset. Nothing of the batch is stored. */
final class PartitionFencedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PartitionFencedException(String topic) {
        super("Another consumer advanced a partition of " + topic + ".", null, false, false);
    }
}
