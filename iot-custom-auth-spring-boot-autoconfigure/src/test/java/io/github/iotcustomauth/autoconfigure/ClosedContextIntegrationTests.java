package io.github.iotcustomauth.autoconfigure;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.autoconfigure.metrics.IotMetricsAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.outbox.JdbcOutboxAutoConfiguration;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is left of an application whose context has been closed.
 */
class ClosedContextIntegrationTests {

	private final LocalEndpoint endpoint = new LocalEndpoint();

	@AfterEach
	void stopEndpoint() {
		this.endpoint.close();
	}

	@Test
	void nothingKeepsAClosedContext() {
		assertCollected(ListenerContexts.connectedTo(this.endpoint));
	}

	@Test
	void nothingKeepsAClosedContextWithMeters() {
		assertCollected(ListenerContexts.connectedTo(this.endpoint)
			.withConfiguration(
					AutoConfigurations.of(MetricsAutoConfiguration.class, IotMetricsAutoConfiguration.class)));
	}

	@Test
	void nothingKeepsAClosedContextWithUnansweredMessages() {
		this.endpoint.core().faults().neverPuback(true);
		assertCollected(ListenerContexts.connectedTo(this.endpoint)
			.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class))
			.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=1s"));
	}

	@Test
	void nothingKeepsAClosedContextWithUnansweredMessagesInAnOutbox() {
		this.endpoint.core().faults().neverPuback(true);
		assertCollected(ListenerContexts.connectedTo(this.endpoint)
			.withConfiguration(AutoConfigurations.of(JdbcOutboxAutoConfiguration.class,
					DataSourceAutoConfiguration.class, MetricsAutoConfiguration.class,
					IotMetricsAutoConfiguration.class, LifecycleAutoConfiguration.class))
			.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=1s",
					"aws.iot.custom-auth.publish.outbox=jdbc",
					"aws.iot.custom-auth.publish.jdbc.initialize-schema=always",
					"spring.datasource.url=jdbc:h2:mem:closed;DB_CLOSE_DELAY=-1"));
	}

	private void assertCollected(ApplicationContextRunner runner) {
		List<WeakReference<ApplicationContext>> closed = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			// a client id may connect once a second
			runner.withPropertyValues("aws.iot.custom-auth.client-id=closed-" + i).run((context) -> {
				for (int j = 0; j < 200; j++) {
					context.getBean(IotConnection.class).publish(IotMessage.of("t", "" + j));
				}
				closed.add(new WeakReference<>(context.getSourceApplicationContext()));
			});
		}
		Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			System.gc();
			assertThat(closed).allMatch((context) -> context.refersTo(null));
		});
	}

}
