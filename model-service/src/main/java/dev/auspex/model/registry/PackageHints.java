package dev.auspex.model.registry;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.auspex.contracts.event.ModelChanged;
import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.GraphTensor;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.graph.image.ImageSettings;
import dev.auspex.graph.text.TextSettings;

/**
 * Native hints for the records that Jackson reads from the files of a package, and reads from and writes to the
 * registry's tables and events. The REST layer registers some of them for writing already; reading must not depend on
 * that. The hints for DJL and ONNX Runtime need JNI access, which no annotation gives: they are in
 * {@code META-INF/native-image/dev.auspex/model-service/reachability-metadata.json}, each with its reason.
 */
@RegisterForReflection(
        targets = {
            ModelVersion.class,
            Feature.class,
            FeatureType.class,
            ReferenceProfile.class,
            FeatureReference.class,
            GraphTensor.class,
            PreparationSettings.class,
            TextSettings.class,
            ImageSettings.class,
            ModelChanged.class,
            ModelChanged.Change.class,
            Signature.class,
            Wish.class,
            Wish.Wanted.class,
            Wish.Pointer.class
        })
final class PackageHints {

    private PackageHints() {}
}
