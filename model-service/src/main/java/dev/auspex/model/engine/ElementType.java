package dev.auspex.model.engine;

import java.util.Optional;

import ai.onnxruntime.OnnxJavaType;

/** Type of a tensor's elements, by the names of the Open Inference Protocol. */
public enum ElementType {
    BOOL(true),
    INT8(false),
    UINT8(false),
    INT16(false),
    INT32(true),
    INT64(true),
    FP16(false),
    BF16(false),
    FP32(true),
    FP64(true),
    /** Strings. */
    BYTES(true),
    /** A type that the engine does not name. */
    UNKNOWN(false);

    private final boolean supported;

    ElementType(boolean supported) {
        this.supported = supported;
    }

    /** Whether tensors of this type can be sent and received. */
    public boolean supported() {
        return supported;
    }

    /** The type with the protocol's name, if it is one. */
    public static Optional<ElementType> named(String name) {
        for (ElementType type : values()) {
            if (type != UNKNOWN && type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    static ElementType of(OnnxJavaType type) {
        return switch (type) {
            case BOOL -> BOOL;
            case INT8 -> INT8;
            case UINT8 -> UINT8;
            case INT16 -> INT16;
            case INT32 -> INT32;
            case INT64 -> INT64;
            case FLOAT16 -> FP16;
            case BFLOAT16 -> BF16;
            case FLOAT -> FP32;
            case DOUBLE -> FP64;
            case STRING -> BYTES;
            case UNKNOWN -> UNKNOWN;
        };
    }
}
