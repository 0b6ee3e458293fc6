package io.github.iotcustomauth.local.test;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.MqttTestClient;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link LocalIotCoreTest @LocalIotCoreTest} in an application that has switched its
 * endpoint off.
 */
@SpringBootTest(classes = LocalIotCoreTestIntegrationTests.Application.class,
		properties = { "aws.iot.custom-auth.local.enabled=false", "aws.iot.custom-auth.local.port=1",
				"aws.iot.custom-auth.local.ca-file=target/not-to-be-written.pem", "device.password=open-sesame",
				"aws.iot.custom-auth.local.limits.retained-rate=true" })
@LocalIotCoreTest("authorizers.DeviceAuthorizer.users.alice=${device.password}")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DirtiesContext
class LocalIotCoreTestIntegrationTests {

	@Autowired
	private LocalIotCore endpoint;

	@Autowired
	private LocalIotCoreAccess access;

	@Autowired
	private Environment environment;

	@Test
	@Order(1)
	void endpointIsThereWithTheAuthorizerOfTheTest() throws Exception {
		assertThat(this.access.credentials())
			.hasToString("LocalCredentials[authorizerName=DeviceAuthorizer, username=alice]");
		assertThat(this.access.port()).isEqualTo(this.endpoint.getPort()).isNotEqualTo(1);
		assertThat(this.environment.getProperty("aws.iot.custom-auth.local.ca-file")).isEmpty();
		try (MqttTestClient client = new MqttTestClient(this.access, "first")) {
			client.publish("first/topic", "hello");
			LocalIotCoreAssert.assertThat(this.endpoint)
				.hasConnectedClient("first")
				.hasReceivedMessage("first/topic", "hello");
		}
		this.endpoint.faults().refuseConnects(0x88);
	}

	@Test
	@Order(2)
	void nothingIsLeftOfTheTestBefore() throws Exception {
		LocalIotCoreAssert.assertThat(this.endpoint).messagesOn("first/topic").isEmpty();
		assertThat(this.endpoint.getAuthorizerCalls()).isZero();
		try (MqttTestClient client = new MqttTestClient(this.access, "second")) {
			LocalIotCoreAssert.assertThat(this.endpoint).hasConnectedClient("second");
		}
	}

	@Test
	void limitsThatSlowClientsDownAreOffUnlessTheApplicationAsksForThem() {
		String limits = "aws.iot.custom-auth.local.limits.";
		assertThat(this.environment.getProperty(limits + "publish-rate")).isEqualTo("false");
		assertThat(this.environment.getProperty(limits + "retained-rate")).isEqualTo("true");
	}

	@Nested
	class Inside {

		@Test
		void endpointIsTheOneOfTheClassAround(@Autowired LocalIotCore inner) {
			assertThat(inner.getPort()).isEqualTo(LocalIotCoreTestIntegrationTests.this.endpoint.getPort());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
