package io.github.iotcustomauth.local;

import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iotdataplane.IotDataPlaneClient;
import software.amazon.awssdk.services.iotdataplane.model.GetRetainedMessageResponse;
import software.amazon.awssdk.services.iotdataplane.model.InvalidRequestException;
import software.amazon.awssdk.services.iotdataplane.model.ResourceNotFoundException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * AWS's client of the data plane for Java, with the calls that its version has.
 */
class AwsDataPlaneIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static IotDataPlaneClient aws;

	@BeforeAll
	static void createClient() {
		aws = IotDataPlaneClient.builder()
			.endpointOverride(URI.create("https://localhost:" + endpoint.port()))
			.region(Region.EU_CENTRAL_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
			.httpClientBuilder(UrlConnectionHttpClient.builder()
				.tlsTrustManagersProvider(() -> TestEndpoint.CERTIFICATE.toTrustManagerFactory().getTrustManagers()))
			.build();
	}

	@AfterAll
	static void close() {
		aws.close();
	}

	private static void publish(String topic, String payload, boolean retain) {
		aws.publish((request) -> request.topic(topic)
			.qos(1)
			.retain(retain)
			.payload(SdkBytes.fromUtf8String(payload))
			.userProperties("[{\"a\":\"1\"}]"));
	}

	@Test
	void publishes() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("java-subscriber");
			client.subscribe(1, 1, "java/+");
			publish("java/a b", "hello", false);
			assertThat(client.expectMessage("java/a b")).isEqualTo("hello");
		}
	}

	@Test
	void getsRetainedMessage() {
		publish("java/retained", "kept", true);
		GetRetainedMessageResponse message = aws.getRetainedMessage((request) -> request.topic("java/retained"));
		assertThat(message.payload().asString(StandardCharsets.UTF_8)).isEqualTo("kept");
		assertThat(message.qos()).isEqualTo(1);
		assertThat(message.lastModifiedTime()).isPositive();
		assertThat(message.userProperties().asUtf8String()).isEqualTo("[{\"a\":\"1\"}]");
	}

	@Test
	void listsRetainedMessagesPageByPage() {
		endpoint.core().reset();
		publish("java/1", "x", true);
		publish("java/2", "x", true);
		publish("java/3", "x", true);
		assertThat(aws.listRetainedMessagesPaginator((request) -> request.maxResults(2))
			.retainedTopics()
			.stream()
			.map((message) -> message.topic())).containsExactly("java/1", "java/2", "java/3");
	}

	@Test
	void deletesConnection() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("java/deleted ü");
			aws.deleteConnection((request) -> request.clientId("java/deleted ü").preventWillMessage(true));
			client.expectDisconnect(0x98);
		}
	}

	@Test
	void knowsTheErrors() {
		assertThatExceptionOfType(ResourceNotFoundException.class)
			.isThrownBy(() -> aws.deleteConnection((request) -> request.clientId("nobody")))
			.withMessageContaining("not connected");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> aws.deleteConnection((request) -> request.clientId("$nobody")));
	}

}
