package io.github.iotcustomauth.sample;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectOnce}.
 */
class ConnectOnceTests {

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	private final ConnectOnce connectOnce = new ConnectOnce(new PrintStream(this.out), new PrintStream(this.err));

	@Test
	void printsItsUsage() {
		assertThat(this.connectOnce.run(new String[] { "--connect-once", "--help" })).isZero();
		assertThat(this.out.toString()).startsWith("Usage: java -jar ");
		assertThat(this.err.toString()).isEmpty();
	}

	@Test
	void saysWhatIsWrongWithTheArguments() {
		assertThat(this.connectOnce.run(new String[] { "--connect-once", "--endpoint", "localhost", "--pass=word" }))
			.isEqualTo(1);
		assertThat(this.out.toString()).isEmpty();
		assertThat(this.err.toString()).startsWith("Unknown option '--pass'. ").hasLineCount(1);
	}

}
