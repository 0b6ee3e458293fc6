package io.github.iotcustomauth.faults;

import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.faults.NumberedMessage.Moment;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CommitOrder}.
 */
class CommitOrderTests {

	private static final int FIRST = NumberedMessage.firstNumber(1);

	private static final int SECOND = NumberedMessage.firstNumber(2);

	@Test
	void transactionHasTheOrderOfItsPublishes() {
		NumberedMessage first = message(FIRST + 1, FIRST, 10);
		NumberedMessage second = message(FIRST + 2, FIRST, 11);
		assertThat(violations(Map.of(FIRST, 20L), first, second)).isEmpty();
		assertThat(violations(Map.of(FIRST, 20L), second, first)).singleElement()
			.asString()
			.contains("of the same transaction");
	}

	@Test
	void publishFollowsWhatWasCommittedBefore() {
		NumberedMessage first = message(FIRST, FIRST, 10);
		NumberedMessage second = message(FIRST + 1, FIRST + 1, 20);
		Map<Integer, Long> commits = Map.of(FIRST, 15L, FIRST + 1, 25L);
		assertThat(violations(commits, first, second)).isEmpty();
		assertThat(violations(commits, second, first)).singleElement()
			.asString()
			.contains("committed before it was published");
	}

	@Test
	void publishBeforeAnotherCommitsHasNoOrder() {
		NumberedMessage first = message(FIRST, FIRST, 10);
		NumberedMessage second = message(FIRST + 1, FIRST + 1, 14);
		Map<Integer, Long> commits = Map.of(FIRST, 15L, FIRST + 1, 25L);
		assertThat(violations(commits, first, second)).isEmpty();
		assertThat(violations(commits, second, first)).isEmpty();
	}

	@Test
	void orderIsOneOfMessagesIfATransactionIsPublishedBeforeAndAfterACommit() {
		int inner = FIRST + 2;
		NumberedMessage before = message(FIRST + 1, FIRST, 10);
		NumberedMessage within = message(inner + 1, inner, 11);
		NumberedMessage after = message(FIRST + 4, FIRST, 13);
		Map<Integer, Long> commits = Map.of(inner, 12L, FIRST, 14L);
		assertThat(violations(commits, before, within, after)).isEmpty();
		assertThat(violations(commits, within, before, after)).isEmpty();
		assertThat(violations(commits, before, after, within)).hasSize(1);
	}

	@Test
	void lastMessageOfACommittedTransactionCounts() {
		NumberedMessage first = message(FIRST + 1, FIRST, 10);
		NumberedMessage second = message(FIRST + 2, FIRST, 11);
		NumberedMessage later = message(FIRST + 3, FIRST + 3, 20);
		assertThat(violations(Map.of(FIRST, 12L, FIRST + 3, 25L), first, later, second)).hasSize(1);
	}

	@Test
	void commitThatWasNotReportedIsOneOfTheProcess() {
		NumberedMessage unreported = message(FIRST, FIRST, 10);
		NumberedMessage concurrent = message(FIRST + 1, FIRST + 1, 20);
		NumberedMessage later = message(SECOND, SECOND, 5);
		Map<Integer, Long> commits = Map.of(FIRST + 1, 25L, SECOND, 6L);
		assertThat(violations(commits, concurrent, unreported, later)).isEmpty();
		assertThat(violations(commits, concurrent, later, unreported)).hasSize(1);
	}

	@Test
	void publishFollowsACommitThatItHasSeenBeforeItWasReported() {
		NumberedMessage first = message(FIRST + 1, FIRST, 10);
		NumberedMessage second = message(FIRST + 2, FIRST, 11);
		NumberedMessage observer = new NumberedMessage(FIRST + 3, FIRST + 3, new Moment(1, 13), FIRST + 1);
		Map<Integer, Long> commits = Map.of(FIRST, 14L, FIRST + 3, 20L);
		assertThat(violations(commits, first, second, observer)).isEmpty();
		assertThat(violations(commits, first, observer, second)).singleElement()
			.asString()
			.contains("which it had seen committed");
	}

	@Test
	void messageKeepsWhatItSays() {
		NumberedMessage message = NumberedMessage.now(SECOND + 1, SECOND, FIRST);
		assertThat(NumberedMessage.parse(message.text())).isEqualTo(message);
		assertThat(message.time().process()).isEqualTo(2);
		assertThat(message.isJoined()).isTrue();
	}

	private static NumberedMessage message(int number, int unit, long time) {
		return new NumberedMessage(number, unit, Moment.of(number, time), 0);
	}

	private static List<String> violations(Map<Integer, Long> commits, NumberedMessage... arrived) {
		return CommitOrder.violations(List.of(arrived),
				(unit) -> commits.containsKey(unit) ? Moment.of(unit, commits.get(unit)) : Moment.endOfProcess(unit));
	}

}
