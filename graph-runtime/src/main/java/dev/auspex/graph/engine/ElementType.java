package dev.auspex.graph.engine;

import java.util.Optional;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;

/** The type of a tensor's elements, named as in the Open Inference Protocol. */
public enum ElementType {
    BOOL(1),
    INT8(1),
    UINT8(1),
    INT16(2),
    UINT16(2),
    INT32(4),
    UINT32(4),
    INT64(8),
    UINT64(8),
    FP16(2),
    BF16(2),
    FP32(4),
    FP64(8),
    /** Strings, whose elements have no fixed size. */
    BYTES(0),
    /** A type that the engine has no name for, such as 4-bit integers, 8-bit floats or complex numbers. */
    UNKNOWN(0);

    private final int size;

    ElementType(int size) {
        this.size = size;
    }

    /** Returns whether tensors of this type can be sent and received. */
    public boolean supported() {
        return this != UNKNOWN;
    }

    /** Returns the bytes of one element, or 0 if elements have no fixed size. */
    public int size() {
        return size;
    }

    /** Returns the type with this name in the protocol, if there is one. */
    public static Optional<ElementType> named(String name) {
        for (ElementType type : values()) {
            if (type != UNKNOWN && type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the type by its ONNX name, because the engine's Java types have no unsigned integers of more than 8 bits
     * and report them as signed.
     */
    static ElementType of(TensorInfo info) {
        return switch (info.onnxType) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> BOOL;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> INT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> UINT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> INT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> UINT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> INT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> UINT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> INT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> UINT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> FP16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> BF16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> FP32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> FP64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> BYTES;
            default -> UNKNOWN;
        };
    }

    /** Returns the type of the elements of maps and sequences, for which the engine reports only its Java type. */
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

    /** Returns the Java type of the same size, under which the engine accepts a buffer of this type's elements. */
    OnnxJavaType carrier() {
        return switch (this) {
            case BOOL -> OnnxJavaType.BOOL;
            case INT8 -> OnnxJavaType.INT8;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT16, UINT16 -> OnnxJavaType.INT16;
            case INT32, UINT32 -> OnnxJavaType.INT32;
            case INT64, UINT64 -> OnnxJavaType.INT64;
            case FP16 -> OnnxJavaType.FLOAT16;
            case BF16 -> OnnxJavaType.BFLOAT16;
            case FP32 -> OnnxJavaType.FLOAT;
            case FP64 -> OnnxJavaType.DOUBLE;
            case BYTES -> OnnxJavaType.STRING;
            case UNKNOWN -> OnnxJavaType.UNKNOWN;
        };
    }

    /**
     * Returns whether the engine's Java API cannot create a tensor of this type from a buffer, so that it must be
     * cast from the signed type.
     */
    boolean cast() {
        return this == UINT16 || this == UINT32 || this == UINT64;
    }
}
