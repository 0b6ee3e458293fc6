package io.github.iotcustomauth.sample.console;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ConsoleStreams}.
 */
class ConsoleStreamsTests {

	private final ConsoleStreams streams = new ConsoleStreams(new ConsoleState(mock(WatchedConnections.class),
			mock(EndpointWatch.class), mock(RateLog.class), mock(MessageLog.class)));

	@AfterEach
	void close() {
		this.streams.close();
	}

	@Test
	void opensABoundedNumberOfPages() {
		for (int i = 0; i < ConsoleStreams.MAXIMUM; i++) {
			assertThat(this.streams.open("page-" + i, MessageFilter.NONE)).isNotNull();
		}
		assertThat(this.streams.open("another", MessageFilter.NONE)).isNull();
		assertThat(this.streams.size()).isEqualTo(ConsoleStreams.MAXIMUM);
	}

	@Test
	void pageThatChangesItsFilterIsTheSamePage() {
		for (int i = 0; i < ConsoleStreams.MAXIMUM + 1; i++) {
			assertThat(this.streams.open("page", MessageFilter.NONE)).isNotNull();
		}
		assertThat(this.streams.size()).isEqualTo(1);
	}

}
