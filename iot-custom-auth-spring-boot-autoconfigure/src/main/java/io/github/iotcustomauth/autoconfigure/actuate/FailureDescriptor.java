package io.github.iotcustomauth.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.connection.StateHistory.DiagnosedFailure;
import io.github.iotcustomauth.internal.diagnosis.Evidence;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Description of a failure.
 *
 * @param at when it was noticed, or {@code null} if that is not known
 * @param reason the name of the reason
 * @param kind the kind of the reason
 * @param code the code, or {@code null} if there is none
 * @param detail what the server or the native client says, or {@code null}
 * @param summary what happened
 * @param causes what to check, the most likely cause first
 * @param evidence what the causes were ranked by, or {@code null} if there is none
 */
record FailureDescriptor(@Nullable Instant at, String reason, String kind, @Nullable Integer code,
		@Nullable String detail, String summary, List<String> causes, @Nullable EvidenceDescriptor evidence) {

	static FailureDescriptor of(DiagnosedFailure diagnosed) {
		return of(diagnosed.failure(), diagnosed.at(), EvidenceDescriptor.of(diagnosed.evidence()));
	}

	static FailureDescriptor of(IotFailure failure) {
		return of(failure, null, null);
	}

	private static FailureDescriptor of(IotFailure failure, @Nullable Instant at,
			@Nullable EvidenceDescriptor evidence) {
		return new FailureDescriptor(at, failure.reason().name(), failure.kind().name(),
				(failure.code() >= 0) ? failure.code() : null, failure.detail(), failure.summary(), failure.causes(),
				evidence);
	}

	record EvidenceDescriptor(String phase, boolean connectedBefore, Duration lasted, boolean takenOverLately,
			boolean sameOperationAgain, Duration clockSet, @Nullable String authorizer, boolean tokenPresented,
			boolean credentialsExpired, List<String> topics, List<String> unanswered, List<String> filters) {

		private static EvidenceDescriptor of(Evidence evidence) {
			return new EvidenceDescriptor(evidence.phase().name(), evidence.connectedBefore(), evidence.lasted(),
					evidence.takenOverLately(), evidence.sameOperationAgain(), evidence.clockSet(),
					(evidence.authorizer() != null) ? PrintableText.of(evidence.authorizer()) : null,
					evidence.tokenPresented(), evidence.credentialsExpired(), printable(evidence.topics()),
					printable(evidence.unanswered()), printable(evidence.filters()));
		}

		private static List<String> printable(List<String> names) {
			return names.stream().map(PrintableText::of).toList();
		}

	}

}
