package io.github.iotcustomauth.internal.diagnosis;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.internal.diagnosis.Situation.Phase;

/**
 * Diagnosis of a failure: one sentence that says what happened, and at most three causes,
 * each with what to check. Everything that shows failures shows this: log, health, events
 * and the analysis of a failed start.
 */
public final class Diagnosis {

	private Diagnosis() {
	}

	/**
	 * Rank the causes of a failure.
	 * @param situation the failure and its circumstances
	 * @return the failure with its causes, the most likely one first
	 */
	public static IotFailure of(Situation situation) {
		IotFailure failure = situation.failure();
		List<String> found = Rules.causes(situation);
		// what the server sends says no more than its code, unlike what is known here
		boolean general = failure.reason().isSentByServer() && !found.isEmpty();
		Stream<String> own = general ? Stream.empty() : failure.causes().stream();
		List<String> causes = Stream.concat(found.stream(), own).distinct().limit(IotFailure.MAX_CAUSES).toList();
		return new IotFailure(failure.reason(), failure.code(), failure.detail(), summary(situation), causes);
	}

	private static String summary(Situation situation) {
		IotFailure failure = situation.failure();
		if (!failure.reason().isSentByServer()) {
			return failure.summary() + (isAboutTheEndpoint(situation) ? ": " + situation.known().endpoint() : "");
		}
		String what = switch (situation.phase()) {
			case CONNECT -> "The server refused the connection";
			case CONNECTED -> "The server closed the connection";
			case PUBLISH -> "The server refused a message for topic " + situation.shownTopics();
			case SUBSCRIBE -> "The server refused the subscription to " + situation.shownFilters();
		};
		String summary = failure.reason().summary();
		return what + ": " + summary.substring(0, 1).toLowerCase(Locale.ROOT) + summary.substring(1);
	}

	private static boolean isAboutTheEndpoint(Situation situation) {
		return situation.isDuring(Phase.CONNECT) && situation.failure().kind() == Kind.NETWORK;
	}

}
