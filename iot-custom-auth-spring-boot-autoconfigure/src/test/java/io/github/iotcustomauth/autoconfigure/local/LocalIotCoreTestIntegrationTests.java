package io.github.iotcustomauth.autoconfigure.local;

import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.test.LocalIotCoreAssert;
import io.github.iotcustomauth.local.test.LocalIotCoreTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;

/**
 * The connection of an application finds the endpoint of
 * {@link LocalIotCoreTest @LocalIotCoreTest}, although the application is configured for
 * AWS.
 */
@SpringBootTest(classes = LocalIotCoreTestIntegrationTests.Application.class,
		webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "aws.iot.custom-auth.endpoint=example.invalid", "aws.iot.custom-auth.client-id=gateway-7",
				"aws.iot.custom-auth.authorizer-name=DeviceAuthorizer", "aws.iot.custom-auth.username=alice",
				"aws.iot.custom-auth.password=open-sesame", "aws.iot.custom-auth.local.enabled=false",
				"spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
						+ "org.springframework.modulith.events.config.EventPublicationAutoConfiguration,"
						+ "org.springframework.modulith.events.jdbc.JdbcEventPublicationAutoConfiguration" })
@LocalIotCoreTest("authorizers.DeviceAuthorizer.users.alice=${aws.iot.custom-auth.password}")
@DirtiesContext
class LocalIotCoreTestIntegrationTests {

	@Autowired
	private IotConnection connection;

	@Autowired
	private LocalIotCore iot;

	@Test
	void messageOfTheApplicationArrives() throws Exception {
		this.connection.publish(IotMessage.of("gateway-7/telemetry", "21.5")).get(20, TimeUnit.SECONDS);
		LocalIotCoreAssert.assertThat(this.iot)
			.hasConnectedClient("gateway-7")
			.hasReceivedMessage("gateway-7/telemetry", "21.5");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
