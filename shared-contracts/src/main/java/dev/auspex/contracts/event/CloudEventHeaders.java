package dev.auspex.contracts.event;

/** Kafka headers of a CloudEvents 1.0 event in binary mode (CloudEvents Kafka protocol binding, section 3.2). */
public final class CloudEventHeaders {

    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String TYPE = "ce_type";
    public static final String SOURCE = "ce_source";
    public static final String SUBJECT = "ce_subject";
    public static final String TIME = "ce_time";
    public static final String CONTENT_TYPE = "content-type";

    /** Extension "distributed tracing": the W3C trace context of the request that caused the event. */
    public static final String TRACE_PARENT = "traceparent";

    /** Extension of Auspex: HMAC of topic, id and data with a key that the services share, in hexadecimal digits. */
    public static final String SIGNATURE = "ce_auspexsignature";

    private CloudEventHeaders() {}
}
