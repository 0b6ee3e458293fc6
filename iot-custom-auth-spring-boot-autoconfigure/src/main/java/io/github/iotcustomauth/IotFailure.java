package io.github.iotcustomauth;

import java.util.List;

import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Reason why a connection was lost or refused, or why an operation failed, and what to
 * check. Contains no secrets and is printable. Applications compare the
 * {@link #reason()}; the other parts are for people to read.
 *
 * @param reason the reason
 * @param code the reason code of MQTT 5 (below 256), the error code of the AWS Common
 * Runtime, or {@code -1} when there is neither
 * @param detail the name that the native client has for the error, or the reason string
 * of a CONNACK or DISCONNECT, or {@code null} when there is neither
 * @param summary a sentence, without full stop, that says what happened
 * @param causes one to three possible causes, each with what to check, the most likely
 * one first
 */
public record IotFailure(FailureReason reason, int code, @Nullable String detail, String summary, List<String> causes) {

	/**
	 * Maximum number of causes.
	 */
	public static final int MAX_CAUSES = 3;

	public IotFailure {
		Assert.notNull(reason, "'reason' must not be null");
		Assert.hasText(summary, "'summary' must not be empty");
		Assert.isTrue(causes != null && !causes.isEmpty() && causes.size() <= MAX_CAUSES,
				"'causes' must have 1 to " + MAX_CAUSES + " elements");
		detail = (detail != null && !detail.isBlank()) ? PrintableText.of(detail) : null;
		summary = PrintableText.line(summary);
		causes = causes.stream().map(PrintableText::line).toList();
	}

	/**
	 * Create a failure that nothing more is known about than its reason.
	 * @param reason the reason
	 * @return the failure
	 */
	public static IotFailure of(FailureReason reason) {
		Assert.notNull(reason, "'reason' must not be null");
		return of(reason, reason.whatToCheck());
	}

	/**
	 * Create a failure.
	 * @param reason the reason
	 * @param whatToCheck a sentence, without full stop and free of secrets, that says
	 * what to check
	 * @return the failure
	 */
	public static IotFailure of(FailureReason reason, String whatToCheck) {
		Assert.notNull(reason, "'reason' must not be null");
		Assert.hasText(whatToCheck, "'whatToCheck' must not be empty");
		return new IotFailure(reason, reason.code(), null, reason.summary(), List.of(whatToCheck));
	}

	/**
	 * The same failure with what its source tells.
	 * @param code the code, or {@code -1}
	 * @param detail a name or text, or {@code null}
	 * @return the failure
	 */
	public IotFailure withDetail(int code, @Nullable String detail) {
		return new IotFailure(this.reason, code, detail, this.summary, this.causes);
	}

	/**
	 * The kind of the {@link #reason()}.
	 * @return the kind
	 */
	public Kind kind() {
		return this.reason.kind();
	}

	/**
	 * The most likely cause and what to check.
	 * @return the first of the {@link #causes()}
	 */
	public String whatToCheck() {
		return this.causes.get(0);
	}

	/**
	 * The failure without its causes, in one line.
	 * @return reason, code and detail, and the summary
	 */
	public String title() {
		String shown = (this.code < 0) ? ""
				: (this.reason.isSentByServer() ? " (0x%02X)" : " (%d)").formatted(this.code);
		return this.reason.name() + shown + ": " + this.summary
				+ ((this.detail != null) ? " [" + this.detail + "]" : "");
	}

	/**
	 * The failure and its causes, in one line.
	 */
	@Override
	public String toString() {
		if (this.causes.size() == 1) {
			return title() + ". " + whatToCheck();
		}
		StringBuilder shown = new StringBuilder(title()).append(". Possible causes, the most likely one first:");
		for (int i = 0; i < this.causes.size(); i++) {
			shown.append((i > 0) ? "; (" : " (").append(i + 1).append(") ").append(this.causes.get(i));
		}
		return shown.toString();
	}

	/**
	 * Kind of a failure. Decides when the next attempt is made.
	 */
	public enum Kind {

		/**
		 * The network, the host name, TLS or the server failed.
		 */
		NETWORK,

		/**
		 * The authorizer, its policy or the server denied the request.
		 */
		REJECTED,

		/**
		 * A limit of the server, for instance a quota of AWS IoT Core, was exceeded.
		 */
		THROTTLED,

		/**
		 * A limit of this library was exceeded, and nothing was sent.
		 */
		LIMIT,

		/**
		 * The server does not accept a packet or message in this form.
		 */
		INVALID,

		/**
		 * The endpoint or a setting of the connection does not fit, for instance because
		 * the server has moved.
		 */
		CONFIGURATION,

		/**
		 * Another client connected with the same client id.
		 */
		TAKEN_OVER,

		/**
		 * The credentials could not be obtained.
		 */
		CREDENTIALS,

		/**
		 * The outbox could not keep a message.
		 */
		OUTBOX,

		/**
		 * An operation was not answered in time. It may have been executed all the same.
		 */
		TIMED_OUT,

		/**
		 * The message expired before it was sent.
		 */
		EXPIRED,

		/**
		 * The application gave the operation up.
		 */
		CANCELED,

		/**
		 * The connection was closed by its own application.
		 */
		CLOSED,

		/**
		 * Code of the application, of the native client or of this library failed that
		 * should not.
		 */
		UNEXPECTED

	}

}
