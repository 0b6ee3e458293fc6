package io.github.iotcustomauth.autoconfigure.modulith;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import javax.sql.DataSource;

import io.github.iotcustomauth.local.LocalIotCoreMessage;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.modulith.events.EventExternalized;
import org.springframework.modulith.events.Externalized;
import org.springframework.modulith.events.IncompleteEventPublications;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Events of Spring Modulith and its registry in a database, next to the outbox in the
 * same one, on the real native client.
 */
class ModulithEventsIntegrationTests {

	private final LocalEndpoint endpoint = new LocalEndpoint();

	private ApplicationContextRunner application;

	@BeforeEach
	void setUp() {
		this.application = new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
					"spring.modulith.events.jdbc.schema-initialization.enabled=true",
					"spring.ssl.bundle.pem.iot.truststore.certificate=" + this.endpoint.caPem(),
					"aws.iot.custom-auth.ssl.bundle=iot", "aws.iot.custom-auth.endpoint=localhost",
					"aws.iot.custom-auth.port=" + this.endpoint.port(), "aws.iot.custom-auth.client-id=publisher",
					"aws.iot.custom-auth.publish.outbox=jdbc", "aws.iot.custom-auth.local.enabled=false");
	}

	@AfterEach
	void stopEndpoint() {
		this.endpoint.close();
	}

	@Test
	void committedEventArrivesAndIsCompletedByItsAcknowledgment() {
		this.endpoint.core().faults().neverPuback(true);
		this.application.withPropertyValues("aws.iot.custom-auth.operation-timeout=2s").run((context) -> {
			context.getBean(Oven.class).heat("kitchen", 200);
			Awaitility.await().atMost(TestConnection.LIMIT).until(() -> !messages().isEmpty());
			assertThat(messages()).first().satisfies((message) -> {
				assertThat(message.topic()).isEqualTo("ovens/kitchen/state");
				assertThat(message.qos()).isOne();
				assertThat(message.text()).isEqualTo("{\"room\":\"kitchen\",\"degrees\":200}");
			});
			assertThat(incomplete(context)).isOne();
			assertThat(rows(context, "iot_custom_auth_outbox")).isZero();
			this.endpoint.core().faults().neverPuback(false);
			Awaitility.await().atMost(TestConnection.LIMIT).until(() -> incomplete(context) == 0);
			assertThat(rows(context, "event_publication")).isOne();
			assertThat(context.getBean(Externalizations.class).next().getEvent()).isEqualTo(new Heated("kitchen", 200));
		});
	}

	@Test
	void eventOfATransactionThatIsRolledBackIsNotSent() {
		this.application.run((context) -> {
			Oven oven = context.getBean(Oven.class);
			assertThatIllegalStateException().isThrownBy(() -> oven.fail("kitchen"));
			oven.heat("hall", 20);
			context.getBean(Externalizations.class).next();
			assertThat(messages()).extracting(LocalIotCoreMessage::topic).containsExactly("ovens/hall/state");
			assertThat(rows(context, "event_publication")).isOne();
			assertThat(rows(context, "iot_custom_auth_outbox")).isZero();
		});
	}

	@Test
	void eventThatTheServerDidNotGetIsSentAfterTheNextStart() {
		this.endpoint.stop();
		this.application.run((context) -> {
			context.getBean(Oven.class).heat("kitchen", 200);
			assertThat(incomplete(context)).isOne();
			assertThat(rows(context, "iot_custom_auth_outbox")).isZero();
		});
		this.endpoint.startAgain();
		this.application.withPropertyValues("spring.modulith.events.republish-outstanding-events-on-restart=true")
			.run((context) -> {
				context.getBean(Externalizations.class).next();
				assertThat(messages()).extracting(LocalIotCoreMessage::topic).containsExactly("ovens/kitchen/state");
				assertThat(incomplete(context)).isZero();
			});
	}

	@Test
	void eventThatTheServerRefusedStaysIncompleteUntilItIsSubmittedAgain() {
		this.endpoint.core().faults().puback(0x80);
		this.application.run((context) -> {
			context.getBean(Oven.class).heat("kitchen", 200);
			Awaitility.await().atMost(TestConnection.LIMIT).until(() -> statuses(context).contains("FAILED"));
			this.endpoint.core().faults().reset();
			context.getBean(IncompleteEventPublications.class).resubmitIncompletePublications((publication) -> true);
			context.getBean(Externalizations.class).next();
			assertThat(statuses(context)).containsExactly("COMPLETED");
		});
	}

	@Test
	void eventLeavesTheTransactionAloneAlsoOnItsThread() {
		this.application.withBean(TaskExecutor.class, SyncTaskExecutor::new).run((context) -> {
			context.getBean(Oven.class).heat("kitchen", 200);
			assertThat(statuses(context)).containsExactly("COMPLETED");
			assertThat(messages()).hasSize(1);
		});
	}

	private List<LocalIotCoreMessage> messages() {
		return this.endpoint.core().getMessages();
	}

	private static int incomplete(ApplicationContext context) {
		return rows(context, "event_publication where completion_date is null");
	}

	private static List<String> statuses(ApplicationContext context) {
		return jdbc(context).sql("select status from event_publication").query(String.class).list();
	}

	private static int rows(ApplicationContext context, String table) {
		return jdbc(context).sql("select count(*) from " + table).query(Integer.class).single();
	}

	private static JdbcClient jdbc(ApplicationContext context) {
		return JdbcClient.create(context.getBean(DataSource.class));
	}

	@Externalized("ovens/{room}/state::#{room()}")
	record Heated(String room, int degrees) {
	}

	/**
	 * Publishes events in transactions.
	 */
	static class Oven {

		private final ApplicationEventPublisher events;

		Oven(ApplicationEventPublisher events) {
			this.events = events;
		}

		@Transactional
		void heat(String room, int degrees) {
			this.events.publishEvent(new Heated(room, degrees));
		}

		@Transactional
		void fail(String room) {
			heat(room, 0);
			throw new IllegalStateException("on purpose");
		}

	}

	/**
	 * Modulith's events about externalized events.
	 */
	static class Externalizations {

		private final BlockingQueue<EventExternalized<?, ?>> events = new LinkedBlockingQueue<>();

		@EventListener
		void on(EventExternalized<?, ?> event) {
			this.events.add(event);
		}

		EventExternalized<?, ?> next() {
			return Awaitility.await().atMost(TestConnection.LIMIT).until(this.events::poll, (event) -> event != null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Oven oven(ApplicationEventPublisher events) {
			return new Oven(events);
		}

		@Bean
		Externalizations externalizations() {
			return new Externalizations();
		}

	}

}
