package io.github.iotcustomauth.internal.transport.crt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link NativeLogForwarder}.
 */
class NativeLogForwarderTests {

	private static final String HEAD = "[DEBUG] [2026-12-01T04:16:31Z] [00007f0f367fe6c0] [mqtt5-client] - ";

	private static final String ORIGIN = "[2026-12-01T04:16:31Z] [00007f0f367fe6c0] ";

	private final List<String> logged = new ArrayList<>();

	private final AtomicLong nanoTime = new AtomicLong();

	private final NativeLogForwarder forwarder = new NativeLogForwarder(this::recordingLog, 2, this.nanoTime::get);

	@Test
	void lineGoesToTheLoggerOfItsSubjectAtItsLevel() {
		this.forwarder.accept(HEAD + "hello");
		assertThat(this.logged).containsExactly("debug software.amazon.awssdk.crt.mqtt5-client " + ORIGIN + "hello");
	}

	@Test
	void secretsAreHidden() {
		this.forwarder.accept(HEAD + "Sending header: Tok: s3cret");
		assertThat(this.logged).singleElement().asString().endsWith("Tok: ******");
	}

	@Test
	void continuationGoesWhereItsLineWent() {
		this.forwarder.accept(HEAD + "hello");
		this.forwarder.accept("password: s3cret");
		assertThat(this.logged).last().isEqualTo("debug software.amazon.awssdk.crt.mqtt5-client password: ******");
	}

	@Test
	void continuationOfASkippedLineIsDropped() {
		this.forwarder.accept(HEAD + "hello");
		this.forwarder.skipped(7);
		this.forwarder.accept("s3cret");
		assertThat(this.logged).hasSize(2).last().asString().contains("Skipped 7 bytes");
	}

	@Test
	void linesThatAreNotPrintedDoNotCount() {
		for (int i = 0; i < 9; i++) {
			this.forwarder.accept(HEAD.replace("DEBUG", "TRACE") + i);
		}
		this.forwarder.accept(HEAD + "hello");
		assertThat(this.logged).hasSize(1);
	}

	@Test
	void furtherLinesOfASecondAreCountedAndTold() {
		for (int i = 0; i < 5; i++) {
			this.forwarder.accept(HEAD + i);
		}
		assertThat(this.logged).hasSize(2);
		this.nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(1));
		this.forwarder.tell();
		assertThat(this.logged).hasSize(3).last().asString().startsWith("warn").contains("Left out 3 lines");
	}

	@Test
	void fillerIsNotShown() {
		this.forwarder.accept(HEAD.replace("DEBUG", "FATAL") + "iot-custom-auth flush ....");
		assertThat(this.logged).isEmpty();
	}

	private Log recordingLog(String name) {
		Log log = mock(Log.class);
		given(log.isDebugEnabled()).willReturn(true);
		given(log.isFatalEnabled()).willReturn(true);
		willAnswer((call) -> this.logged.add("debug " + name + " " + call.getArgument(0))).given(log)
			.debug(any(), any());
		willAnswer((call) -> this.logged.add("fatal " + name + " " + call.getArgument(0))).given(log)
			.fatal(any(), any());
		willAnswer((call) -> this.logged.add("warn " + name + " " + call.getArgument(0))).given(log).warn(any());
		return log;
	}

}
