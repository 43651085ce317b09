package dev.auspex.model.publish;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class FileKindTest {

    @ParameterizedTest
    @CsvSource({
        "PICKLE, 800495100000000000000000",
        "JOBLIB, 789c0102030405060708",
        "JOBLIB, 1f8b0800000000000003",
        "PYTORCH, 80028a0a6cfc9c46f9206aa85019",
        "HDF5, 894844460d0a1a0a0000",
        "TFLITE, 1c00000054464c3300000000",
        "ORT, 240000004f52544d00000000",
        "XGBOOST, 7b4c00000000000000076c6561726e6572",
        "SAVED_MODEL, 08011205736572766500",
        "NUMPY, 934e554d505901007600"
    })
    void recognisesFilesByTheirFirstBytes(FileKind kind, String hex) {
        assertThat(FileKind.of(HexFormat.of().parseHex(hex))).contains(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LIGHTGBM|tree\\nversion=v4\\nnum_class=1",
                "XGBOOST|{\"learner\":{\"attributes\":{}}}",
                "JSON|{\"a\": 1}",
                "HTML|<!DOCTYPE html><html>",
                "PMML|<?xml version=\"1.0\"?><PMML>",
                "LFS_POINTER|version https://git-lfs.github.com/spec/v1"
            })
    void recognisesTexts(FileKind kind, String text) {
        assertThat(FileKind.of(text.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8)))
                .contains(kind);
    }

    @Test
    void recognisesZipFilesByTheirNames() {
        assertThat(FileKind.ofZip(List.of("archive/data.pkl", "archive/data/0")))
                .contains(FileKind.PYTORCH);
        assertThat(FileKind.ofZip(List.of("m/constants.pkl", "m/data.pkl"))).contains(FileKind.TORCHSCRIPT);
        assertThat(FileKind.ofZip(List.of("config.json", "model.weights.h5"))).contains(FileKind.KERAS);
        assertThat(FileKind.ofZip(List.of("m/saved_model.pb"))).contains(FileKind.SAVED_MODEL);
        assertThat(FileKind.ofZip(List.of("notes.txt"))).isEmpty();
    }

    @Test
    void takesNoOnnxFileForAnythingElse() {
        // IR version 8 and a producer, as exporters begin a file.
        assertThat(FileKind.of(HexFormat.of().parseHex("08081208736b6c326f6e6e78")))
                .isEmpty();
    }
}
