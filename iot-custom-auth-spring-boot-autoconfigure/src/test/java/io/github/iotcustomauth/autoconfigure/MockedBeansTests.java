package io.github.iotcustomauth.autoconfigure;

import java.time.Duration;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.listener.IotListenerRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;

/**
 * Tests of an application that replace or watch our beans.
 */
class MockedBeansTests {

	@Nested
	@SpringJUnitConfig(Application.class)
	class MockedConnection {

		@MockitoBean
		private IotConnection connection;

		@Autowired
		private FakeTransportFactory transports;

		@Autowired
		private IotListenerRegistry registry;

		@Autowired
		private Sender sender;

		@Test
		void needsNoEndpointAndConnectsToNothing() {
			assertThat(this.registry.getListenerIds()).containsExactly("receiver.on");
			assertThat(this.transports.attempts).isEmpty();
		}

		@Test
		void getsWhatTheClientSends() {
			this.sender.iot.to("a/1").body("x").send();
			ArgumentCaptor<IotMessage> message = ArgumentCaptor.captor();
			then(this.connection).should().publish(message.capture());
			assertThat(message.getValue().text()).isEqualTo("x");
		}

	}

	@Nested
	@SpringJUnitConfig(Application.class)
	@TestPropertySource(properties = "aws.iot.custom-auth.endpoint=abc.example")
	class MockedClient {

		@MockitoBean
		private IotClient iot;

		@Autowired
		private Sender sender;

		@Autowired
		private IotConnection connection;

		@Test
		void isInjectedBesideTheConnection() {
			assertThat(this.sender.iot).isSameAs(this.iot);
			Awaitility.await().until(() -> this.connection.getStatus().state() != ConnectionState.NEW);
		}

	}

	@Nested
	@SpringJUnitConfig(Application.class)
	@TestPropertySource(properties = "aws.iot.custom-auth.enabled=false")
	class MockedClientOfADisabledConnection {

		@MockitoBean
		private IotClient iot;

		@Autowired
		private Sender sender;

		@Test
		void isInjected() {
			assertThat(this.sender.iot).isSameAs(this.iot);
		}

	}

	@Nested
	@SpringJUnitConfig(Application.class)
	@TestPropertySource(properties = "aws.iot.custom-auth.endpoint=abc.example")
	class MockedRegistry {

		@MockitoBean
		private IotListenerRegistry registry;

		@Test
		void doesNotStopTheStart() {
			given(this.registry.isRunning("receiver.on")).willReturn(true);
			assertThat(this.registry.isRunning("receiver.on")).isTrue();
		}

	}

	@Nested
	@SpringJUnitConfig(Application.class)
	@TestPropertySource(
			properties = { "aws.iot.custom-auth.endpoint=abc.example", "aws.iot.custom-auth.fail-fast=true" })
	class Spies {

		@MockitoSpyBean
		private IotConnection connection;

		@MockitoSpyBean
		private IotClient iot;

		@MockitoSpyBean
		private IotListenerRegistry registry;

		@Test
		void workLikeTheirOriginals() {
			assertThat(this.connection.getStatus().state()).isEqualTo(ConnectionState.CONNECTED);
			this.iot.to("a/1").body("x").sendAndWait(Duration.ofSeconds(5));
			then(this.iot).should().to("a/1");
			then(this.connection).should().publish(any());
			assertThat(this.registry.isRunning("receiver.on")).isTrue();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ IotMessagingAutoConfiguration.class, IotCustomAuthAutoConfiguration.class })
	@Import(Sender.class)
	static class Application {

		@Bean
		FakeTransportFactory transports() {
			return FakeTransportFactory.accepting();
		}

		@Bean
		Receiver receiver() {
			return new Receiver();
		}

	}

	static class Sender {

		private final IotClient iot;

		Sender(IotClient iot) {
			this.iot = iot;
		}

	}

	static class Receiver {

		@IotListener("a/1")
		void on(String text) {
		}

	}

}
