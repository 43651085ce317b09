package dev.auspex.model.artifact;

import io.quarkus.arc.properties.UnlessBuildProperty;
import jakarta.inject.Singleton;

/**
 * Opens stores in buckets. It is not part of native executables: the image builder refuses the AWS SDK as it
 * stands (objects of classes that must start at run time are folded into others), so this bean and the whole SDK
 * are left out there.
 */
@Singleton
@UnlessBuildProperty(name = "quarkus.native.enabled", stringValue = "true", enableIfMissing = true)
class Buckets {

    ArtifactStore open(ArtifactConfig.S3 config) {
        return new S3Store(config);
    }
}
