package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.crt.io.TlsContext;
import software.amazon.awssdk.crt.io.TlsContextOptions;
import software.amazon.awssdk.crt.mqtt.MqttClient;
import software.amazon.awssdk.crt.mqtt.MqttClientConnection;
import software.amazon.awssdk.crt.mqtt.MqttConnectionConfig;
import software.amazon.awssdk.crt.mqtt.MqttMessage;
import software.amazon.awssdk.crt.mqtt.QualityOfService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * AWS's own MQTT 3.1.1 client against the endpoint.
 */
class CrtMqtt3IntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static MqttClientConnection client(boolean webSocket) throws Exception {
		try (TlsContextOptions options = TlsContextOptions.createDefaultClient()) {
			options.overrideDefaultTrustStore(TestEndpoint.CERTIFICATE.getRootCertificatePEM());
			if (!webSocket) {
				options.withAlpnList("mqtt");
			}
			try (TlsContext tls = new TlsContext(options);
					MqttClient client = new MqttClient(tls);
					MqttConnectionConfig config = new MqttConnectionConfig()) {
				config.setMqttClient(client);
				config.setEndpoint("localhost");
				config.setPort(endpoint.port());
				config.setClientId("crt3-" + webSocket);
				config.setUsername("alice?x-amz-customauthorizer-name=A");
				config.setPassword("s3cret");
				config.setDisableMetrics(true);
				if (webSocket) {
					config.setUseWebsockets(true);
					config.setWebsocketHandshakeTransform((args) -> args.complete(args.getHttpRequest()));
				}
				return new MqttClientConnection(config);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void connectsPublishesAndReceives(boolean webSocket) throws Exception {
		CompletableFuture<String> received = new CompletableFuture<>();
		try (MqttClientConnection client = client(webSocket)) {
			client.connect().get(20, TimeUnit.SECONDS);
			assertThat(endpoint.lastAttempt().username()).isEqualTo("alice?x-amz-customauthorizer-name=A");
			assertThat(endpoint.lastAttempt().password()).isEqualTo("czNjcmV0");
			client
				.subscribe("a/+", QualityOfService.AT_LEAST_ONCE,
						(message) -> received.complete(new String(message.getPayload(), StandardCharsets.UTF_8)))
				.get(20, TimeUnit.SECONDS);
			client
				.publish(new MqttMessage("a/b", "21".getBytes(StandardCharsets.UTF_8), QualityOfService.AT_LEAST_ONCE))
				.get(20, TimeUnit.SECONDS);
			assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo("21");
			client.disconnect().get(20, TimeUnit.SECONDS);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void refusedClientIsHungUpOn(boolean webSocket) throws Exception {
		endpoint.setAuthorizer((attempt) -> new ConnectDecision.Refused("no"));
		try (MqttClientConnection client = client(webSocket)) {
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> client.connect().get(20, TimeUnit.SECONDS));
		}
	}

}
