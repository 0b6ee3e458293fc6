package io.github.iotcustomauth.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.internal.client.DefaultIotClient;
import io.github.iotcustomauth.internal.filters.SubscriptionState;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.support.TestSubscription;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.messaging.converter.JacksonJsonMessageConverter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for what {@code docs/messaging.md} shows.
 */
class MessagingPageTests {

	private static final Path PAGE = Path.of("../docs/messaging.md");

	private static final Path SOURCES = Path.of("src/test/java/io/github/iotcustomauth/docs");

	private final IotConnection connection = mock(IotConnection.class);

	private final List<IotMessage> published = new CopyOnWriteArrayList<>();

	private final Heaters heaters = new Heaters(
			new DefaultIotClient(this.connection, new PayloadConverter(List.of(new JacksonJsonMessageConverter()))));

	@BeforeEach
	void connect() {
		given(this.connection.getClientId()).willReturn("device-7");
		given(this.connection.publish(any())).willAnswer((call) -> {
			this.published.add(call.getArgument(0));
			return CompletableFuture.completedFuture(null);
		});
		given(this.connection.subscribe(any(IotSubscription.class)))
			.willAnswer((call) -> new TestSubscription(call.getArgument(0), CompletableFuture.completedFuture(null),
					SubscriptionState.GRANTED));
	}

	@Test
	void javaOnThePageIsCompiledHere() throws IOException {
		List<String> sources = new ArrayList<>();
		try (Stream<Path> files = Files.list(SOURCES)) {
			for (Path file : files.toList()) {
				sources.add(normalized(Files.readString(file)));
			}
		}
		List<String> snippets = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(PAGE))
			.results()
			.map((block) -> normalized(block.group(1)))
			.toList();
		assertThat(snippets).hasSizeGreaterThan(3)
			.allSatisfy((snippet) -> assertThat(sources).as(snippet).anyMatch((source) -> source.contains(snippet)));
	}

	private static String normalized(String code) {
		return code.replaceAll("\\s+", " ").strip();
	}

	@Test
	void heats() {
		assertThat(this.heaters.heat("kitchen", 21)).isCompleted();
		assertThat(this.published).singleElement()
			.usingRecursiveComparison()
			.isEqualTo(IotMessage.to("home/kitchen/heater")
				.payload("{\"degrees\":21}")
				.contentType("application/json")
				.build());
	}

	@Test
	void commands() {
		this.heaters.command("kitchen", "t-1");
		assertThat(this.published).extracting(IotMessage::text).containsExactly("{\"degrees\":21}", "blink");
		assertThat(this.published).extracting(IotMessage::qos).containsExactly(Qos.AT_LEAST_ONCE, Qos.AT_MOST_ONCE);
		assertThat(this.published).allSatisfy((message) -> {
			assertThat(message.contentType()).isEqualTo("application/vnd.heater.v2+json");
			assertThat(message.expiry()).isEqualTo(Duration.ofMinutes(5));
		});
	}

	@Test
	void asks() throws Exception {
		List<CompletableFuture<?>> answers = this.heaters.ask("kitchen");
		Awaitility.await().until(() -> this.published.size() == 2);
		IotMessage question = this.published.stream()
			.filter((message) -> message.topic().equals("home/kitchen/heater/status"))
			.findFirst()
			.orElseThrow();
		assertThat(question.responseTopic()).isEqualTo("clients/device-7/replies");
		IotMessage answer = IotMessage.to(question.responseTopic())
			.correlationData(question.correlationData())
			.payload("{\"degrees\":21}")
			.build();
		replies().onMessage(answer, () -> {
		});
		Awaitility.await().until(answers.get(0)::isDone);
		assertThat(answers.get(0).join()).isEqualTo(new Heaters.Status(21));
		assertThat(answers.get(1)).isNotDone();
	}

	private IotSubscription.Handler replies() {
		ArgumentCaptor<IotSubscription> subscription = ArgumentCaptor.captor();
		then(this.connection).should().subscribe(subscription.capture());
		return subscription.getValue().handler();
	}

}
