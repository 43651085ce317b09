package dev.auspex.monitoring.sketch;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Native-image hints for DataSketches.
 *
 * <p>DataSketches reads and writes its bytes through the VarHandles of {@code MemorySegment}, which look up their
 * accessors by name. If the image has no built-in support for foreign memory, serialising a sketch fails without these
 * methods, with {@code UnsupportedOperationException: set}; otherwise the hints are harmless. The other hint, {@code
 * --initialize-at-run-time=org.apache.datasketches}, is in application.properties: the library's static random
 * generators must not be frozen into the image. MonitoringIT fails on the executable if either is missing.
 */
@RegisterForReflection(
        classNames = {
            "java.lang.invoke.VarHandleSegmentAsBytes",
            "java.lang.invoke.VarHandleSegmentAsShorts",
            "java.lang.invoke.VarHandleSegmentAsChars",
            "java.lang.invoke.VarHandleSegmentAsInts",
            "java.lang.invoke.VarHandleSegmentAsLongs",
            "java.lang.invoke.VarHandleSegmentAsFloats",
            "java.lang.invoke.VarHandleSegmentAsDoubles",
            "java.lang.invoke.VarHandleSegmentAsBooleans"
        })
final class DataSketchesHints {

    private DataSketchesHints() {}
}
