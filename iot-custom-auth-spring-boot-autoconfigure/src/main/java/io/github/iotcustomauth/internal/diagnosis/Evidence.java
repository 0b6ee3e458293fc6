package io.github.iotcustomauth.internal.diagnosis;

import java.time.Duration;
import java.util.List;

import io.github.iotcustomauth.internal.diagnosis.Situation.Connection;
import io.github.iotcustomauth.internal.diagnosis.Situation.Phase;
import org.jspecify.annotations.Nullable;

/**
 * What was known about the failure of a connection when its causes were ranked. Free of
 * secrets.
 *
 * @param phase what was going on
 * @param connectedBefore whether there was a connection before
 * @param lasted how long the connection lasted, zero if there was none
 * @param takenOverLately whether another client took the client id over lately
 * @param sameOperationAgain whether some of the last operations were the last ones when
 * the connection before ended, too
 * @param clockSet how far the wall clock was set since the connection was started
 * @param authorizer the name of the authorizer that was presented, or {@code null}
 * @param tokenPresented whether a token was presented
 * @param credentialsExpired whether the presented credentials had expired
 * @param topics topics of the last QoS 0 messages, the latest one first
 * @param unanswered topics of QoS 1 messages that the server had not answered
 * @param filters topic filters that the server had not answered
 */
public record Evidence(Phase phase, boolean connectedBefore, Duration lasted, boolean takenOverLately,
		boolean sameOperationAgain, Duration clockSet, @Nullable String authorizer, boolean tokenPresented,
		boolean credentialsExpired, List<String> topics, List<String> unanswered, List<String> filters) {

	private static final int MAX_NAMES = 20;

	/**
	 * Collect what is known.
	 * @param situation the situation of a connection
	 * @return the evidence
	 */
	public static Evidence of(Situation situation) {
		Connection at = situation.known();
		return new Evidence(situation.phase(), at.before(), at.lasted(), at.takenOver(), at.again(), at.clockSet(),
				(at.presented() != null) ? at.presented().getAuthorizerName() : null, at.hasToken(), at.isExpired(),
				first(situation.topics()), first(situation.unanswered()), first(situation.filters()));
	}

	private static List<String> first(List<String> names) {
		return names.stream().distinct().limit(MAX_NAMES).toList();
	}

}
