package io.github.iotcustomauth.internal.store.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.outbox.JdbcOutboxAutoConfiguration;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The outbox in a file, on the real native client.
 */
class OutboxIntegrationTests {

	private final LocalEndpoint endpoint = new LocalEndpoint();

	private ApplicationContextRunner publisher;

	@BeforeEach
	void setUp(@TempDir Path directory) {
		this.publisher = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(JdbcOutboxAutoConfiguration.class, IotCustomAuthAutoConfiguration.class,
							SslAutoConfiguration.class, DataSourceAutoConfiguration.class))
			.withPropertyValues("spring.ssl.bundle.pem.iot.truststore.certificate=" + this.endpoint.caPem(),
					"aws.iot.custom-auth.ssl.bundle=iot", "aws.iot.custom-auth.endpoint=localhost",
					"aws.iot.custom-auth.port=" + this.endpoint.port(), "aws.iot.custom-auth.client-id=publisher",
					"aws.iot.custom-auth.publish.outbox=jdbc", "aws.iot.custom-auth.publish.rate=unlimited",
					"aws.iot.custom-auth.publish.jdbc.initialize-schema=always",
					"spring.datasource.url=jdbc:h2:file:" + directory.resolve("outbox") + ";WRITE_DELAY=0");
	}

	@AfterEach
	void stopEndpoint() {
		this.endpoint.close();
	}

	@Test
	void messagesOfAnApplicationThatEndedWithoutConnectionAreSentAfterItsNextStart() {
		this.endpoint.core().faults().refuseConnects(0x87);
		this.publisher.run((context) -> {
			IotConnection connection = context.getBean(IotConnection.class);
			for (int i = 0; i < 500; i++) {
				connection.publish(IotMessage.of("plant/1", "" + i));
			}
		});
		this.endpoint.core().faults().acceptConnects();
		try (TestConnection receiver = new TestConnection(this.endpoint, "receiver").connected()
			.subscribed("plant/+")) {
			this.publisher.run((context) -> {
				context.getBean(IotConnection.class).publish(IotMessage.of("plant/1", "500"));
				Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> receiver.received().size() >= 501);
				assertThat(receiver.received()).extracting(IotMessage::text)
					.containsExactlyElementsOf(IntStream.rangeClosed(0, 500).mapToObj(String::valueOf).toList());
				JdbcClient jdbc = JdbcClient.create(context.getBean(DataSource.class));
				Awaitility.await()
					.untilAsserted(() -> assertThat(jdbc.sql("select count(*) from " + JdbcStoreSettings.DEFAULT_TABLE)
						.query(Integer.class)
						.single()).isZero());
			});
		}
	}

	@Test
	void messageOnWhichTheServerHangsUpStaysMarkedAndDoesNotSurviveEveryStart() {
		this.publisher.run((context) -> {
			IotConnection connection = context.getBean(IotConnection.class);
			CompletableFuture<Void> poison = connection.publish(IotMessage.of("$aws/thing/x/shadow/update", "{}"));
			TestConnection.get(connection.publish(IotMessage.of("plant/1", "1")));
			assertThat(poison).failsWithin(Duration.ofSeconds(40));
			JdbcClient jdbc = JdbcClient.create(context.getBean(DataSource.class));
			Awaitility.await()
				.untilAsserted(() -> assertThat(
						jdbc.sql("select reason from " + JdbcStoreSettings.DEFAULT_TABLE).query(String.class).list())
					.containsExactly("SERVER_HUNG_UP"));
		});
		int connects = this.endpoint.core().getConnectAttempts("publisher").size();
		this.publisher.run((context) -> TestConnection
			.get(context.getBean(IotConnection.class).publish(IotMessage.of("plant/1", "2"))));
		assertThat(this.endpoint.core().getConnectAttempts("publisher")).hasSize(connects + 1);
	}

	@Test
	void messageIsSentUntilTheServerAcknowledgesIt() {
		this.endpoint.core().faults().neverPuback(true);
		this.publisher.withPropertyValues("aws.iot.custom-auth.operation-timeout=1s").run((context) -> {
			CompletableFuture<Void> result = context.getBean(IotConnection.class)
				.publish(IotMessage.of("plant/1", "1"));
			Awaitility.await()
				.atMost(TestConnection.LIMIT)
				.until(() -> this.endpoint.core().getConnectAttempts("publisher").size() >= 4);
			assertThat(result).isNotDone();
			this.endpoint.core().faults().neverPuback(false);
			TestConnection.get(result);
		});
	}

}
