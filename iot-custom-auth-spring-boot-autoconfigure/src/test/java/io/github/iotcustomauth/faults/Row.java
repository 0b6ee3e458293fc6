package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.util.Map;

/**
 * A row of the table.
 *
 * @param fault what was injected
 * @param times how often
 * @param published how many messages were published
 * @param acknowledged how many of them were promised
 * @param received how many of them arrived
 * @param lost how many were promised and did not arrive
 * @param duplicated how many arrivals were repetitions
 * @param failures how many publishes failed for which reason
 * @param undone how many publishes have no end
 * @param longestSilence the longest time between two arrivals
 * @param connects how many CONNECT packets the endpoint saw
 * @param remarks what else is worth knowing
 */
record Row(String fault, int times, int published, int acknowledged, int received, int lost, int duplicated,
		Map<String, Integer> failures, int undone, Duration longestSilence, int connects, String remarks) {

	static Row of(String fault, int times, Ledger ledger, int connects, String remarks) {
		return new Row(fault, times, ledger.published(), ledger.acknowledged(), ledger.received(), ledger.lost(),
				ledger.duplicated(), ledger.failures(), ledger.undone(), ledger.longestSilence(), connects, remarks);
	}

}
