package io.github.iotcustomauth.local.autoconfigure;

import java.util.Map;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.MqttTestClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Where the limits that slow clients down are kept.
 */
class PaceDefaultsIntegrationTests {

	private static final int MESSAGES = 1000;

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LocalIotCoreAutoConfiguration.class));

	@Test
	void theyAreKeptBesideAnApplication() {
		this.application.run((context) -> assertThat(
				discarded(context.getBean(LocalIotCore.class), context.getBean(LocalIotCoreAccess.class)))
			.isPositive());
	}

	@Test
	void applicationMaySwitchThemOff() {
		this.application.withPropertyValues("aws.iot.custom-auth.local.limits.publish-rate=false")
			.run((context) -> assertThat(
					discarded(context.getBean(LocalIotCore.class), context.getBean(LocalIotCoreAccess.class)))
				.isZero());
	}

	@Test
	void theyAreOffInTests() throws Exception {
		try (StandaloneLocalIotCore standalone = StandaloneLocalIotCore.start(Map.of())) {
			assertThat(discarded(standalone.endpoint(), standalone.access())).isZero();
		}
	}

	@Test
	void testMaySwitchThemOn() throws Exception {
		try (StandaloneLocalIotCore standalone = StandaloneLocalIotCore.start(Map.of("limits.publish-rate", "true"))) {
			assertThat(discarded(standalone.endpoint(), standalone.access())).isPositive();
		}
	}

	// Return how many of many messages were discarded.
	private static long discarded(LocalIotCore endpoint, LocalIotCoreAccess access) throws Exception {
		try (MqttTestClient client = new MqttTestClient(access, "fast")) {
			client.publishOften("fast/topic", "x", MESSAGES);
			await().until(() -> endpoint.getMessages().size() + denied(endpoint) == MESSAGES);
		}
		return denied(endpoint);
	}

	private static long denied(LocalIotCore endpoint) {
		return endpoint.getEvents().stream().filter((event) -> event.type() == Type.DENIED).count();
	}

}
