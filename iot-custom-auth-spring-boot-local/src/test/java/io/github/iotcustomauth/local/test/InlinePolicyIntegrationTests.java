package io.github.iotcustomauth.local.test;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.MqttTestClient;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;

/**
 * One property with a variable of AWS and a placeholder of Spring, in an application and
 * in the extension, which has no placeholders.
 */
@SpringBootTest(classes = InlinePolicyIntegrationTests.Application.class, properties = "floor=first")
@LocalIotCoreTest({ "authorizers.A.users.joe=secret1",
		"authorizers.A.policy=" + InlinePolicyIntegrationTests.POLICY + "/${floor}\"}]}" })
@DirtiesContext
class InlinePolicyIntegrationTests {

	static final String POLICY = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"iot:*\","
			+ "\"Resource\":\"arn:aws:iot:*:*:client/${iot:ClientId}\"},{\"Effect\":\"Allow\",\"Action\":\"iot:Publish\","
			+ "\"Resource\":\"arn:aws:iot:*:*:topic/${iot:ClientId}";

	@RegisterExtension
	static final LocalIotCoreExtension extension = new LocalIotCoreExtension("authorizers.A.users.joe=secret1",
			"authorizers.A.policy=" + POLICY + "/first\"}]}");

	@Autowired
	private LocalIotCore endpoint;

	@Autowired
	private LocalIotCoreAccess access;

	@Test
	void variablesSurviveInTheAnnotation() throws Exception {
		connectAndPublish(this.endpoint, this.access);
	}

	@Test
	void variablesSurviveInTheExtension() throws Exception {
		connectAndPublish(extension.endpoint(), extension.access());
	}

	private static void connectAndPublish(LocalIotCore endpoint, LocalIotCoreAccess access) throws Exception {
		try (MqttTestClient client = new MqttTestClient(access, "device-1")) {
			client.publish("device-1/first", "hello");
			LocalIotCoreAssert.assertThat(endpoint)
				.hasConnectedClient("device-1")
				.hasReceivedMessage("device-1/first", "hello");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
