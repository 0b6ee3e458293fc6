package io.github.iotcustomauth.internal.text;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoggableException}.
 */
class LoggableExceptionTests {

	private final Exception original = new IllegalStateException("outer\nERROR forged",
			new NumberFormatException("inner\u2028"));

	@Test
	void messagesArePrintable() {
		LoggableException copy = LoggableException.of(this.original);
		assertThat(copy).hasMessage("java.lang.IllegalStateException: outer\\u000AERROR forged");
		assertThat(copy.getCause()).hasMessage("java.lang.NumberFormatException: inner\\u2028");
	}

	@Test
	void messagesCanBeLeftOut() {
		LoggableException copy = LoggableException.withoutText(this.original);
		assertThat(copy).hasMessage("java.lang.IllegalStateException");
		assertThat(copy.getCause()).hasMessage("java.lang.NumberFormatException");
	}

	@Test
	void stackTracesStay() {
		LoggableException copy = LoggableException.of(this.original);
		assertThat(copy.getStackTrace()).isEqualTo(this.original.getStackTrace());
		assertThat(copy.getCause().getStackTrace()).isEqualTo(this.original.getCause().getStackTrace());
	}

	@Test
	void causesMayFormACircle() {
		Exception one = new Exception("one");
		one.initCause(new Exception("two", one));
		assertThat(LoggableException.of(one)).hasMessage("java.lang.Exception: one");
	}

}
