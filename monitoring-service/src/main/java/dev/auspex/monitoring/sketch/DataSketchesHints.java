package dev.auspex.monitoring.sketch;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Hints for DataSketches in a native executable.
 *
 * <p>DataSketches reads and writes its bytes through the VarHandles of {@code MemorySegment}, which look their accessors
 * up by name. Without these methods a sketch fails to serialise with {@code UnsupportedOperationException: set} where
 * the image has no foreign-memory support built in; where it has, the hints are harmless. The other hint,
 * {@code --initialize-at-run-time=org.apache.datasketches}, is in application.properties: its static random generators
 * must not be frozen into the image. MonitoringIT fails on the executable without either.
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
