// Divides each section into frames that a projector shows whole, by measuring, then hands them to reveal.js.
"use strict";

const slides = document.querySelector(".slides");

const blocksOf = (frame) => [...frame.querySelectorAll(":scope > .block")];
const tooWide = (part) => part.scrollWidth > part.clientWidth;

/** Whether a frame shows all of its content; a single picture may be a little smaller for that. */
function fits(frame) {
  const scales = frame.querySelectorAll(".figure").length === 1 ? [1, 0.92, 0.84, 0.76] : [1];
  for (const scale of scales) {
    frame.style.setProperty("--scale", scale);
    if (frame.scrollHeight <= frame.clientHeight && !blocksOf(frame).some(tooWide)) return true;
  }
  frame.style.removeProperty("--scale");
  return false;
}

/** What of `block` is too much for its frame, as a block of its own; null where even the least number of its lines, items or rows does not fit. */
function cut(frame, block) {
  const list = block.matches("[data-split]") ? block : block.querySelector("[data-split]");
  if (!list) return null;
  const least = Number(list.dataset.split);
  const rest = block.cloneNode(true);
  rest.querySelectorAll("aside").forEach((aside) => aside.remove());
  const tail = rest.matches("[data-split]") ? rest : rest.querySelector("[data-split]");
  tail.replaceChildren();
  while (list.children.length > least && !fits(frame)) tail.prepend(list.lastElementChild);
  if (!fits(frame)) {
    list.append(...tail.children);
    return null;
  }
  const gap = [...list.children].findLastIndex((line) => line.matches(".line") && !line.textContent.trim());
  if (gap > list.children.length / 2) {
    while (list.children.length > gap) tail.prepend(list.lastElementChild);
    tail.firstElementChild.remove();
  }
  while (tail.children.length < least && list.children.length > least) tail.prepend(list.lastElementChild);
  if (list.tagName === "OL") tail.start = (list.start || 1) + list.children.length;
  return rest;
}

/** The frames of one section, in its place. Each begins with the section's heading. */
function divide(section) {
  const [header, ...rest] = section.children;
  const queue = rest.filter((child) => child.tagName !== "ASIDE");
  const frames = [];
  const open = () => {
    const slide = section.cloneNode(false);
    const frame = document.createElement("div");
    frame.className = "frame";
    frame.append(header.cloneNode(true));
    if (frames.length) frame.querySelector("h1, h2, h3").append(" ", partOf(88, 88)); // measured with room for its number
    slide.append(frame);
    section.before(slide);
    frames.push(frame);
    return frame;
  };
  const fitsAlone = (block) => {
    const place = document.createComment("");
    block.replaceWith(place);
    const trial = open();
    trial.append(block);
    const found = fits(trial);
    place.replaceWith(block);
    frames.pop().parentElement.remove();
    return found;
  };
  let frame = open();
  frame.append(...rest.filter((child) => child.tagName === "ASIDE"));
  while (queue.length) {
    const block = queue.shift();
    const before = blocksOf(frame);
    const last = before.at(-1);
    if (last && mustPart(last, block)) frame = open();
    frame.append(block);
    narrow(block);
    if (fits(frame)) continue;
    if (!last || !fitsAlone(block)) {
      frame.classList.add("tight");
      if (fits(frame)) continue;
      frame.classList.remove("tight");
      const remainder = cut(frame, block);
      if (remainder) {
        queue.unshift(remainder);
        frame = open();
        continue;
      }
    }
    if (blocksOf(frame).length === 1) {
      shrink(block, () => fits(frame)); // nothing else helps
      continue;
    }
    block.remove();
    queue.unshift(block);
    if (last.dataset.lead && before.length > 1) {
      last.remove(); // "... is:" goes with what it leads to
      queue.unshift(last);
    }
    fits(frame);
    frame = open();
  }
  for (let index = frames.length - 1; index > 0; index -= 1) {
    if (joined(frames[index - 1], frames[index])) frames.splice(index, 1);
  }
  frames.forEach((each, index) => {
    enlarge(each);
    each.querySelector(".part")?.replaceWith(partOf(index + 1, frames.length));
  });
  section.remove();
}

function partOf(number, total) {
  const part = document.createElement("span");
  part.className = "part";
  part.textContent = `(${number} of ${total})`;
  return part;
}

/** A question stands alone, or what comes next would answer it; a picture may stand with the question about it. */
function mustPart(block, next) {
  const kind = block.dataset.break;
  return kind === "always" || (kind === "prose" && !next.matches(".figure"));
}

/** Whether what was left over fits below the others after all, set a little tighter. */
function joined(frame, left) {
  const blocks = blocksOf(left);
  const together = [blocksOf(frame).at(-1), ...blocks];
  const parts = blocks.some((block, index) => block.matches(".figure") || mustPart(together[index], block));
  if (parts) return false;
  const wasTight = frame.matches(".tight");
  frame.append(...blocks);
  if (!fits(frame)) frame.classList.add("tight");
  if (fits(frame)) {
    left.parentElement.remove();
    return true;
  }
  frame.classList.toggle("tight", wasTight);
  left.append(...blocks);
  fits(frame);
  return false;
}

/** Larger letters where there is room. */
function enlarge(frame) {
  const last = blocksOf(frame).at(-1);
  if (frame.matches(".tight") || frame.querySelector(".figure") || last.offsetTop + last.offsetHeight > 400) return;
  frame.classList.add("roomy");
  if (!fits(frame)) frame.classList.remove("roomy");
}

/** A wide formula in smaller letters. */
function narrow(block) {
  const formula = block.querySelector('math[display="block"]');
  if (formula) shrink(formula, () => !tooWide(block));
}

/** Smaller letters until it is enough, never below 20 pixels. */
function shrink(part, isEnough) {
  let size = parseFloat(getComputedStyle(part).fontSize);
  while (!isEnough() && size > 20) part.style.fontSize = `${(size -= 1)}px`;
}

const inPrint = new URLSearchParams(location.search).get("view") === "print";
const withAnswers = new URLSearchParams(location.search).has("answers");
document.documentElement.classList.toggle("no-answers", inPrint && !withAnswers);

/** What cannot be divided and is still too tall is made smaller as a whole: hard to read, but all there, and the console says so. */
function squeeze(frame) {
  for (let scale = 0.95; !fits(frame) && scale > 0.3; scale -= 0.05) {
    blocksOf(frame).forEach((block) => block.style.setProperty("zoom", scale));
    frame.classList.add("squeezed");
  }
  if (frame.matches(".squeezed")) console.warn(`Too much for one slide: ${frame.querySelector("h1, h2, h3").textContent}`);
}

/** Dividing means measuring, so the letters must be there first. */
async function begin() {
  await Promise.allSettled([...document.fonts].map((face) => face.load()));
  document.documentElement.classList.add("measuring");
  slides.querySelectorAll(":scope > section").forEach(divide);
  slides.querySelectorAll(".frame").forEach(squeeze);
  document.documentElement.classList.remove("measuring");
  show();
}

function show() {
  Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0,
    maxScale: 4,
    center: false,
    hash: true,
    transition: "none",
    backgroundTransition: "none",
    slideNumber: "c/t",
    controlsTutorial: false,
    pdfSeparateFragments: false,
    pdfMaxPagesPerSlide: 1,
    plugins: [RevealNotes],
  });
  Reveal.addKeyBinding({ keyCode: 69, key: "E", description: "Pages to print, without the answers" }, () => {
    location.search = inPrint ? "" : "?view=print";
  });
}

begin();
