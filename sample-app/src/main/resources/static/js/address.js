/** What is open and filtered, kept in the query of the address. */
const DEFAULTS = { section: 'connections', topic: '', text: '', paused: 'false' };

export function read() {
	const query = new URLSearchParams(location.search);
	const values = {};
	for (const [name, value] of Object.entries(DEFAULTS)) {
		values[name] = query.get(name) ?? value;
	}
	if (!document.querySelector(`[data-section="${CSS.escape(values.section)}"]`)) {
		values.section = DEFAULTS.section;
	}
	return values;
}

export function address(changes) {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries({ ...read(), ...changes })) {
		if (value !== DEFAULTS[name]) {
			query.set(name, value);
		}
	}
	const text = query.toString();
	return location.pathname + (text ? `?${text}` : '');
}

export function replace(changes) {
	history.replaceState(null, '', address(changes));
}

export function push(changes) {
	history.pushState(null, '', address(changes));
}
