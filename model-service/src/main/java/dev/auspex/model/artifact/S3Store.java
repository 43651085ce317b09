package dev.auspex.model.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Stores artifacts as objects of an S3 bucket. S3 itself guarantees that an object is either complete or absent. */
final class S3Store implements ArtifactStore, AutoCloseable {

    private final S3Client client;
    private final String bucket;
    private final String prefix;

    S3Store(ArtifactConfig.S3 config) {
        this.bucket = config.bucket().orElseThrow();
        this.prefix = config.prefix().orElse("");
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(config.region()))
                .credentialsProvider(credentials(config))
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(config.pathStyle())
                        // The body is signed as a whole, which every server understands.
                        .chunkedEncodingEnabled(false)
                        .build())
                // Not every server knows the checksums that the SDK adds by default since 2.30; the registry has its
                // own SHA-256.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(config.connectTimeout())
                        .socketTimeout(config.readTimeout())
                        .build());
        config.endpoint().ifPresent(builder::endpointOverride);
        this.client = builder.build();
    }

    private static AwsCredentialsProvider credentials(ArtifactConfig.S3 config) {
        if (config.accessKey().isPresent() != config.secretKey().isPresent()) {
            throw new IllegalStateException(
                    "AUSPEX_S3_ACCESS_KEY and AUSPEX_S3_SECRET_KEY belong together. Set both or neither.");
        }
        return config.accessKey()
                .<AwsCredentialsProvider>map(key -> StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(key, config.secretKey().orElseThrow())))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    @Override
    public void put(String key, Path file) throws ArtifactException {
        try {
            client.putObject(
                    PutObjectRequest.builder().bucket(bucket).key(prefix + key).build(), RequestBody.fromFile(file));
        } catch (SdkException e) {
            throw outage("did not accept " + key, e);
        }
    }

    @Override
    public void fetch(String key, Path file) throws ArtifactException {
        try {
            // The SDK only writes to new files.
            Files.deleteIfExists(file);
            client.getObject(
                    GetObjectRequest.builder().bucket(bucket).key(prefix + key).build(),
                    ResponseTransformer.toFile(file));
        } catch (NoSuchKeyException e) {
            throw outage("has no " + key, e);
        } catch (SdkException e) {
            throw outage("did not return " + key, e);
        } catch (IOException e) {
            throw ArtifactException.outage("the disk did not accept " + key, e);
        }
    }

    @Override
    public boolean holds(String key) throws ArtifactException {
        try {
            client.headObject(
                    HeadObjectRequest.builder().bucket(bucket).key(prefix + key).build());
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        } catch (SdkException e) {
            throw outage("did not answer whether it has " + key, e);
        }
    }

    @Override
    public void delete(String key) throws ArtifactException {
        try {
            client.deleteObject(DeleteObjectRequest.builder()
                    .bucket(bucket)
                    .key(prefix + key)
                    .build());
        } catch (SdkException e) {
            throw outage("did not delete " + key, e);
        }
    }

    @Override
    public String place() {
        return "s3://" + bucket + "/" + prefix;
    }

    @Override
    public void close() {
        client.close();
    }

    private ArtifactException outage(String what, SdkException e) {
        String cause = e instanceof S3Exception answer
                ? "status " + answer.statusCode()
                        + (answer.awsErrorDetails() == null
                                ? ""
                                : " " + answer.awsErrorDetails().errorCode())
                : String.valueOf(e.getMessage());
        return ArtifactException.outage("the bucket " + bucket + " " + what + ": " + cause, e);
    }
}
