package io.github.iotcustomauth.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.StaticApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeepAliveHint}.
 */
@ExtendWith(OutputCaptureExtension.class)
class KeepAliveHintTests {

	private static final String HINT = "The application ends with its main method";

	private static final Thread DAEMON = new Thread(() -> {
	});

	private static final Thread OTHER = new Thread(() -> {
	});

	static {
		DAEMON.setDaemon(true);
		OTHER.setDaemon(false);
	}

	@Test
	void saysWhyTheApplicationEnds(CapturedOutput output) {
		MainClass.main(new KeepAliveHint(() -> List.of(DAEMON, Thread.currentThread())));
		assertThat(output).contains(HINT, "'spring.main.keep-alive'");
	}

	@Test
	void isSilentWhileAnotherThreadRuns(CapturedOutput output) {
		MainClass.main(new KeepAliveHint(() -> List.of(DAEMON, OTHER, Thread.currentThread())));
		assertThat(output).doesNotContain(HINT);
	}

	@Test
	void isSilentInATestWhichHasNoMainMethod(CapturedOutput output) {
		ready(new KeepAliveHint(() -> List.of(Thread.currentThread())));
		assertThat(output).doesNotContain(HINT);
	}

	private static void ready(KeepAliveHint hint) {
		SpringApplication application = new SpringApplication();
		application.setMainApplicationClass(MainClass.class);
		hint.onApplicationEvent(
				new ApplicationReadyEvent(application, new String[0], new StaticApplicationContext(), Duration.ZERO));
	}

	static class MainClass {

		static void main(KeepAliveHint hint) {
			ready(hint);
		}

	}

}
