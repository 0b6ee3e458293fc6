package io.github.iotcustomauth.autoconfigure;

import javax.sql.DataSource;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotOutbox;
import io.github.iotcustomauth.autoconfigure.outbox.JdbcOutboxAutoConfiguration;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The outbox of one of several connections, and that of a pool.
 */
class NamedOutboxIntegrationTests {

	private final LocalEndpoint endpoint = new LocalEndpoint();

	private final ApplicationContextRunner runner = ListenerContexts.connectedTo(this.endpoint)
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, JdbcOutboxAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:named-outbox;DB_CLOSE_DELAY=-1",
				"aws.iot.custom-auth.fail-fast=false");

	@AfterEach
	void stop() {
		this.endpoint.close();
	}

	private static int rows(ApplicationContext context, String clientId) {
		return JdbcClient.create(context.getBean(DataSource.class))
			.sql("select count(*) from iot_custom_auth_outbox where client_id = ?")
			.param(clientId)
			.query(Integer.class)
			.single();
	}

	@Test
	void connectionHasAnOutboxOfItsOwn() {
		this.endpoint.accepting((attempt) -> false);
		this.runner
			.withPropertyValues("aws.iot.custom-auth.connections.kept.client-id=kept",
					"aws.iot.custom-auth.connections.kept.publish.outbox=jdbc",
					"aws.iot.custom-auth.connections.other.client-id=other")
			.run((context) -> {
				assertThat(context).hasSingleBean(IotOutbox.class);
				context.getBean("keptIotConnection", IotConnection.class).publish(IotMessage.of("a", "1"));
				context.getBean("otherIotConnection", IotConnection.class).publish(IotMessage.of("a", "2"));
				assertThat(rows(context, "kept")).isOne();
				assertThat(rows(context, "other")).isZero();
				this.endpoint.accepting((attempt) -> true);
				TestConnection.get(context.getBean("keptIotConnection", IotConnection.class).reconnect());
				Awaitility.await().atMost(TestConnection.LIMIT).until(() -> rows(context, "kept") == 0);
			});
	}

	@Test
	void membersOfAPoolHaveRowsOfTheirOwn() {
		this.endpoint.accepting((attempt) -> false);
		this.runner
			.withPropertyValues("aws.iot.custom-auth.client-id=pool", "aws.iot.custom-auth.pool-size=2",
					"aws.iot.custom-auth.publish.outbox=jdbc")
			.run((context) -> {
				IotConnection pool = context.getBean(IotConnection.class);
				for (int i = 0; i < 20; i++) {
					pool.publish(IotMessage.of("t/" + i, "1"));
				}
				assertThat(rows(context, "pool-1")).isPositive();
				assertThat(rows(context, "pool-2")).isPositive();
				assertThat(rows(context, "pool-1") + rows(context, "pool-2")).isEqualTo(20);
				assertThat(context.getBean(IotOutbox.class).findSetAside(10)).isEmpty();
				this.endpoint.accepting((attempt) -> true);
				TestConnection.get(pool.reconnect());
				Awaitility.await()
					.atMost(TestConnection.LIMIT)
					.until(() -> rows(context, "pool-1") + rows(context, "pool-2") == 0);
			});
	}

}
