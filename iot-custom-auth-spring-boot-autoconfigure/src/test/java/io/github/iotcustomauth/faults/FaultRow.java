package io.github.iotcustomauth.faults;

/**
 * Something that goes wrong a number of times, and a row of the table.
 */
interface FaultRow {

	/**
	 * What goes wrong.
	 * @return the name of the fault
	 */
	String name();

	/**
	 * Inject the fault as often as asked for, and check what is promised for it.
	 * @param table gets the row, before it is checked
	 * @throws Exception if something else went wrong
	 */
	void run(FaultTable table) throws Exception;

}
