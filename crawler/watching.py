"""The scripts that are run in a page: what is under way in it, what covers it, what lets a list grow.

They share the world of the page's own scripts, and so rely on as little as possible that those may have replaced.
"""

WATCH = """(() => {
    const now = performance.now.bind(performance), timers = new Map();
    const begin = window.setTimeout, repeat = window.setInterval;
    const keep = (id, wait) => { timers.set(id, [now(), now() + (+wait || 0)]); return id; };
    window.setTimeout = function (run, wait, ...rest) {
        if (typeof run !== 'function') return begin.call(window, run, wait, ...rest);
        const id = begin.call(window, function () {
            try { return run.apply(this, arguments); } finally { timers.delete(id); }
        }, wait, ...rest);
        return keep(id, wait);
    };
    window.setInterval = function (run, wait, ...rest) {
        if (typeof run !== 'function') return repeat.call(window, run, wait, ...rest);
        const id = repeat.call(window, function () {
            if (timers.has(id)) timers.set(id, [Infinity, 0]);
            return run.apply(this, arguments);
        }, wait, ...rest);
        return keep(id, wait);
    };
    for (const name of ['clearTimeout', 'clearInterval']) {
        const clear = window[name];
        window[name] = function (id) { timers.delete(id); return clear.call(window, id); };
    }
    let left = null;
    const headline = () => [...document.querySelectorAll('h1')].map(e => e.textContent.trim()).join(' ');
    const path = url => { try { return new URL(url, location.href).pathname; } catch { return location.pathname; } };
    for (const name of ['pushState', 'replaceState']) {
        const change = history[name];
        history[name] = function (state, title, url) {
            if (left === null && url != null && path(url) !== location.pathname) left = headline();
            return change.apply(this, arguments);
        };
    }
    const state = seconds => {
        const body = document.body, at = now();
        const size = body ? body.textContent.length + body.getElementsByTagName('*').length : 0;
        const soon = [...timers.values()].filter(([born, due]) => due - at <= 1000 * seconds);
        return [performance.timeOrigin, size, soon.map(([born]) => Math.max(0, at - born) / 1000)];
    };
    Object.defineProperty(window, '__orda', {value: {state, moved: () => left === null ? null : left === headline()}});
})()"""
"""Before any script of the page: takes note of its timers, and of the headline under which it changed its address.

A timer is there until it has run; one that repeats is, from its first time on, as if it had just begun."""
STATE = "seconds => window.__orda ? window.__orda.state(seconds) : null"
"""When the document began (ms since 1970), its size, and the age in seconds of each timer that is due in *seconds*."""
MOVED = "() => window.__orda ? window.__orda.moved() : null"
"""Whether the headline is still that under which the page changed its address; null if it did not."""
UNCOVER = """([button, names, places]) => {
    for (const e of document.querySelectorAll('noscript')) e.remove();
    const around = e => e.textContent.length > 3000 || places.some(place => e.querySelector(place));
    const banner = e => [e.id, ...e.classList].some(name => names.includes(name.toLowerCase()));
    const above = e => banner(e) || ['fixed', 'sticky', 'absolute'].includes(getComputedStyle(e).position);
    const found = document.querySelector(button);
    let cover = found;
    for (let e = found; e && e !== document.body && !around(e); e = e.parentElement) if (above(e)) cover = e;
    if (!cover || cover.style.display === 'none') return;
    cover.style.setProperty('display', 'none', 'important');
    for (const e of [document.documentElement, document.body])
        for (const [name, value] of [['overflow', 'auto'], ['position', 'static'], ['height', 'auto']])
            e.style.setProperty(name, value, 'important');
}"""
"""Hides the banner that has the *button*: the outermost part around it that lies above the page, or has one of the
*names*, and holds none of the *places* of a text or a list. What is for browsers without scripts goes."""
COUNT = """([containers, least]) => {
    const own = containers.flatMap(s => [...document.querySelectorAll(s)]);
    const links = (own.length ? own : [document]).flatMap(e => [...e.querySelectorAll('a[href]')]);
    const paths = new Set(links.map(a => a.pathname).filter(p => own.length ? p !== '/' : /-\\d{3,}\\/?$/.test(p)));
    return paths.size >= least ? paths.size : 0;
}"""
"""How many entries the list has; 0 if there are fewer than *least*."""
GREW = f"""([list, before, pressed]) => {{
    const grew = ({COUNT})(list) > before;
    if (grew && pressed && window.__pressed) window.__pressed.removeAttribute('data-pressed');
    return grew;
}}"""
"""Whether the list grew; then the button that was pressed may be pressed again."""
MORE = """([selectors, labels, more, company]) => {
    const words = e => (e.value && e.tagName === 'INPUT' ? e.value : e.textContent).toLowerCase().replace(/ё/g, 'е')
        .replace(/[^\\p{L}\\p{N}]+/gu, ' ').trim();
    const says = text => labels.includes(text) || (text.split(' ').some(word => more.includes(word))
        && text.split(' ').every(word => more.includes(word) || company.includes(word) || /^\\d+$/.test(word)));
    const away = e => {
        const link = e.closest('a[href]'), href = link ? link.getAttribute('href') : '';
        if (!link || /^(#|javascript:|$)/.test(href)) return false;
        return link.host !== location.host || !link.pathname.startsWith(location.pathname);
    };
    const able = e => !e.disabled && !e.hidden && getComputedStyle(e).display !== 'none' && !away(e)
        && !e.closest('[data-pressed], nav, header');
    const named = [...document.querySelectorAll('button, a, input, [role=button], [onclick], div, span, p')]
        .filter(e => e.textContent.length <= 60 && says(words(e)) && able(e));
    const inner = named.filter(e => !named.some(other => other !== e && e.contains(other)));
    const found = [...selectors.flatMap(s => [...document.querySelectorAll(s)]).filter(able), ...inner][0];
    if (!found) return false;
    window.__pressed = found;
    found.setAttribute('data-pressed', '');
    found.click();
    return true;
}"""
"""Presses what lets the list grow, if there is anything: by its class, or by what it says, and not a way elsewhere.
What was pressed in vain is not pressed again."""
SCROLL = """() => {
    const boxes = [...document.querySelectorAll('*')].filter(e => e.scrollHeight > e.clientHeight + 1
        && ['auto', 'scroll'].includes(getComputedStyle(e).overflowY));
    const to = where => {
        window.scrollTo(0, where(document.documentElement));
        for (const box of boxes) { box.scrollTop = where(box); box.dispatchEvent(new Event('scroll')); }
        window.dispatchEvent(new Event('scroll'));
    };
    to(() => 0);
    requestAnimationFrame(() => {
        to(e => Math.max(0, e.scrollHeight - 2 * e.clientHeight));
        requestAnimationFrame(() => to(e => e.scrollHeight));
    });
}"""
"""Scrolls to the end, the page and the boxes in it."""
