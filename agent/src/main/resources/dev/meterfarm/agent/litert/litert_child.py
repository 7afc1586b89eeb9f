# Copyright Meterfarm's authors; Apache-2.0, like the rest of the agent.
"""Runs models with LiteRT for a Meterfarm agent: one JSON object a line on stdin and stdout.

Starts with {"type": "start", ...}, answered by "ready" or "broken"; then any number of
{"type": "run", ...}, each answered by "at" lines (said before anything that native code could
crash in) and one "done". Ends when stdin ends. Everything that native code prints goes to stderr.

On the CPU a run is timed by itself. A GPU works while nobody waits, so there a sample is the time
of 1 + k runs back to back with one read of the result at the end, less the cost of that read,
divided by 1 + k. The read costs what single runs with a read of their own, each timed just before
a series, take longer than the runs of that series. A software GPU that has one CPU is timed by the
process's CPU time, which is the same on an idle CPU and blind to what else runs there.
"""

import collections
import ctypes
import gc
import hashlib
import importlib.metadata
import json
import math
import os
import queue
import random
import re
import statistics
import sys
import threading
import time

SERIES_NANOS = 4_000_000  # about what the runs of a series take, so short that calm moments hold it,
LEAST_K = 2  # but there are no fewer of them than 1 + this,
MOST_K = 64  # and no more than 1 + this
ENOUGH_SINGLES = 8  # from then on a single run is timed before every fourth series only
MOST_RUNS = 1 << 20
MOST_COMPLAINT = 2_000
REFERENCE_NANOS = 800_000
MOST_COMPILED = 256  # models are kept that were compiled for earlier jobs,
MOST_COMPILED_BYTES = 512 << 20  # as long as their tensors together are no larger than this
LEAST_PAUSE = 9  # between visits to the reference models, in durations of such a visit
GPU_REMEDY = (
    "install your GPU's Vulkan driver, or, for a software GPU on Debian, run"
    " 'apt install chromium', which brings SwiftShader"
)
now = time.perf_counter_ns


def take_stdout():
    """Keeps stdout for replies; whatever else writes to it writes to stderr from now on."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return out


class Channel:
    """Lines from and to the agent. The process ends with its input, whatever it does then."""

    def __init__(self, out):
        self.out = out
        self.lines = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in sys.stdin:
            self.lines.put(line)
        os._exit(0)

    def next(self):
        return json.loads(self.lines.get())

    def say(self, reply):
        self.out.write(json.dumps(reply) + "\n")
        self.out.flush()


class Refused(Exception):
    """A model cannot be run; says why."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Complaints:
    """What native code wrote to the error log since the last mark."""

    def __init__(self, path):
        self.path = path
        self.mark()

    def mark(self):
        try:
            self.start = os.path.getsize(self.path)
        except OSError:
            self.start = 0

    def text(self):
        try:
            with open(self.path, "rb") as log:
                log.seek(self.start)
                return log.read(1 << 16).decode("utf-8", "replace")
        except OSError:
            return ""

    def worth_telling(self):
        """Without the chatter about libraries that were tried."""
        lines = [line.strip() for line in self.text().splitlines()]
        noise = re.compile(r"^(INFO:|I\d{4} |WARNING: \[compiler_plugin|WARNING: \[npu_reg|.*Could not load shared lib)")
        text = "; ".join(line for line in lines if line and not noise.match(line))
        return text[:MOST_COMPLAINT]

    def unsupported(self):
        """The ops that a delegate says it lacks, with its reasons."""
        text = self.text()
        at = text.find("operations are not supported")
        if at < 0:
            return ""
        rest = text[at:].splitlines()[1:]
        ops = []
        for line in rest:
            line = line.strip()
            if not line or re.match(r"^(INFO|ERROR|WARNING|E\d{4}|W\d{4}|I\d{4})\b", line):
                break
            if "operations will run on" not in line:
                ops.append(line)
        return "; ".join(ops)[:MOST_COMPLAINT]


def quantile(ordered, share):
    position = share * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def require_readable(path):
    """LiteRT loads a file that was cut off, and reads beyond its end later.

    Returns what identifies its content, and about how many bytes its tensors have.
    """
    from ai_edge_litert import schema_py_generated as schema

    try:
        with open(path, "rb") as file:
            content = file.read()
        if content[4:8] != b"TFL3":
            raise ValueError("no TFL3 at byte 4")
        model = schema.Model.GetRootAs(content, 0)
        for i in range(model.BuffersLength()):
            buffer = model.Buffers(i)
            if buffer.DataLength() > 0:
                buffer.Data(buffer.DataLength() - 1)
        if model.SubgraphsLength() < 1:
            raise ValueError("no graph in it")
        graph = model.Subgraphs(0)
        size = 0
        for i in range(graph.TensorsLength()):
            shape = graph.Tensors(i).ShapeAsNumpy()
            size += 4 if isinstance(shape, int) else 4 * int(shape.prod())
        for i in range(graph.OperatorsLength()):
            graph.Operators(i).InputsAsNumpy()
        return hashlib.sha256(content).digest(), size
    except OSError as e:
        raise Refused("MODEL_UNREADABLE", f"cannot read {path}: {e}") from e
    except Exception as e:  # the reader throws whatever an offset beyond the end leads to
        raise Refused("MODEL_UNREADABLE", f"not a readable .tflite file: {e}") from e


class Filler:
    """Seeded floats in [-1, 1); zeros for every other type."""

    def __init__(self, numpy):
        self.numpy = numpy
        self.values = numpy.random.default_rng(2020).uniform(-1, 1, 1 << 18).astype("float32")

    def array(self, shape, dtype):
        numpy = self.numpy
        count = int(numpy.prod(shape))
        if numpy.dtype(dtype) != numpy.float32:
            return numpy.zeros(shape, dtype)
        return numpy.resize(self.values, count).reshape(shape)


class CpuModel:
    """A model on the CPU, through the interpreter with its XNNPACK delegate."""

    def __init__(self, litert, path, threads):
        litert.complaints.mark()
        try:
            self.interpreter = litert.Interpreter(model_path=path, num_threads=threads)
            self.interpreter.allocate_tensors()
        except (RuntimeError, ValueError) as e:
            raise Refused("MODEL_UNSUPPORTED", f"the runtime refuses it: {e}") from e
        for entry in self.interpreter.get_input_details():
            self.interpreter.set_tensor(
                entry["index"], litert.filler.array(entry["shape"], entry["dtype"])
            )
        self.samples = []
        self.rounds = []

    def visit(self, warmups, min_runs, max_runs, min_nanos):
        invoke = self.interpreter.invoke
        for _ in range(warmups):
            invoke()
        most = min(max_runs, MOST_RUNS)
        nanos = []
        start = now()
        while True:
            before = now()
            invoke()
            after = now()
            nanos.append(after - before)
            if len(nanos) >= most or (len(nanos) >= min_runs and after - start >= min_nanos):
                break
        self.rounds.append(quantile(sorted(nanos), 0.25))
        self.samples.extend(nanos)

    def glance(self):
        """The time of a run, for models that are compared with themselves."""
        self.visit(1, 1, 200, REFERENCE_NANOS)
        nanos = self.rounds[-1]
        self.forget()
        return nanos

    def result(self):
        return self.rounds, self.samples

    def forget(self):
        self.rounds = []
        self.samples = []

    def close(self):
        self.interpreter = None


class AcceleratedModel:
    """A model that runs completely on a GPU or NPU."""

    def __init__(self, litert, path, accelerator):
        litert.complaints.mark()
        options = litert.Options(hardware_accelerators=litert.ACCELERATORS[accelerator])
        if accelerator == "gpu":
            options.gpu_options.enforce_f32 = True
        try:
            self.model = litert.CompiledModel.from_file(
                path, environment=litert.environment(), options=options
            )
        except RuntimeError as e:
            raise litert.refusal(accelerator, e) from e
        if not self.model.is_fully_accelerated():
            self.model = None
            raise litert.refusal(accelerator, "a part of it would run on the CPU")
        self.inputs = self.model.create_input_buffers(0)
        self.outputs = self.model.create_output_buffers(0)
        for buffer in self.inputs:
            of = buffer.get_tensor_details()
            buffer.write(litert.filler.array(of["shape"], of["dtype"]))
        # The smallest output is read: any of them is ready only when all work before it is done.
        sizes = [litert.tensor(buffer) for buffer in self.outputs]
        self.read_at = min(range(len(sizes)), key=lambda i: sizes[i][0])
        self.read_count, self.read_type = sizes[self.read_at]
        self.clock = litert.clock
        self.shortest = float("inf")
        self.series = 0
        self.pairs = []
        self.rounds = []

    def _go(self, runs):
        run, inputs, outputs = self.model.run_by_index, self.inputs, self.outputs
        last, clock = outputs[self.read_at], self.clock
        before = clock()
        for _ in range(runs):
            run(0, inputs, outputs)
        last.read(self.read_count, self.read_type)
        return clock() - before

    def _first_visit(self):
        self._go(1)  # compiles
        self.shortest = min(self._go(1), self._go(1))

    def _most_runs(self):
        """How many runs fit into a series, by the shortest so far: delays only ever add."""
        return round(SERIES_NANOS / max(self.shortest, 1_000))

    def visit(self, warmups, min_runs, max_runs, min_nanos):
        if self.shortest == float("inf"):
            self._first_visit()
        k = max(LEAST_K, min(MOST_K, self._most_runs()))
        if warmups > 0 and k > LEAST_K:  # what takes longer warms up as it goes
            self._go(warmups)
        totals = []
        start = now()
        while True:
            single = None
            if len(self.pairs) < ENOUGH_SINGLES or self.series % 4 == 0:
                single = self._go(1)
            self.series += 1
            total = self._go(1 + k)
            if single is not None:
                self.pairs.append((single, total, k))
            totals.append((total, k))
            if len(totals) >= max_runs or (
                len(totals) >= min_runs and now() - start >= min_nanos
            ):
                break
        self.shortest = min(self.shortest, min(total / (1 + k) for total, k in totals))
        self.rounds.append(totals)

    def glance(self):
        """The time of a run with its share of a read, for models that are compared with themselves."""
        if self.shortest == float("inf"):
            self._first_visit()
        runs = max(1, min(1 + MOST_K, self._most_runs()))
        if runs > 1:
            self._go(1)
        nanos = self._go(runs) / runs
        self.shortest = min(self.shortest, nanos)
        return nanos

    def _read_nanos(self):
        """What the read at the end of a series costs.

        The median over pairs of a single run and a series holds where delays come and go between
        the two, the shortest of both where they last. Of the two the smaller is taken: a read that
        is taken to be too dear makes samples too short, and of samples the shortest counts.
        """
        by_pair = statistics.median(
            ((1 + k) * single - total) / k for single, total, k in self.pairs
        )
        single = min(single for single, _, _ in self.pairs)
        run, k = min((total / (1 + k), k) for _, total, k in self.pairs)
        return max(0.0, min(by_pair, (1 + k) * (single - run) / k))

    def result(self):
        read = self._read_nanos()
        rounds = []
        samples = []
        for totals in self.rounds:
            runs = [(total - read) / (1 + k) for total, k in totals]
            rounds.append(quantile(sorted(runs), 0.25))
            samples.extend(runs)
        if min(samples) <= 0:
            raise Refused(
                "DEVICE_UNFIT", "many runs took no longer than one: the machine is too busy to tell"
            )
        return rounds, samples

    def forget(self):
        self.pairs = []
        self.rounds = []

    def close(self):
        for buffer in self.inputs + self.outputs:
            buffer.destroy()
        self.inputs = self.outputs = self.model = None


class Compiled:
    """Models that were compiled for earlier jobs: the same ones come back for further visits, and
    compiling takes longer than a visit. The ones that were used longest ago go first."""

    def __init__(self, litert):
        self.litert = litert
        self.kept = collections.OrderedDict()
        self.bytes = 0
        self.hits = 0

    def take(self, path, accelerator, threads):
        """A model, and under which key to give it back; nobody else has it until then."""
        content, size = require_readable(path)
        key = (accelerator, content)
        if key in self.kept:
            model, size = self.kept.pop(key)
            self.bytes -= size
            self.hits += 1
            model.forget()
        else:
            model = self.litert.load(path, accelerator, threads)
        return model, (key, size)

    def give_back(self, model, ticket):
        key, size = ticket
        if key[0] == "cpu" or key in self.kept:
            model.close()
            return
        self.kept[key] = (model, size)
        self.bytes += size
        while self.kept and (len(self.kept) > MOST_COMPILED or self.bytes > MOST_COMPILED_BYTES):
            _, (oldest, its_size) = self.kept.popitem(last=False)
            self.bytes -= its_size
            oldest.close()


class LiteRt:
    """The wheel's classes, one environment for all models, and what to say when it refuses one."""

    def __init__(self, complaints):
        import numpy
        from ai_edge_litert.interpreter import Interpreter

        self.numpy = numpy
        self.Interpreter = Interpreter
        self.complaints = complaints
        self.filler = Filler(numpy)
        self.version = importlib.metadata.version("ai-edge-litert")
        self.clock = now
        self._environment = None

    def environment(self):
        return self._environment

    def open_accelerators(self):
        from ai_edge_litert.compiled_model import CompiledModel, Environment
        from ai_edge_litert.hardware_accelerator import HardwareAccelerator
        from ai_edge_litert.options import Options

        self.CompiledModel = CompiledModel
        self.Options = Options
        self.ACCELERATORS = {"gpu": HardwareAccelerator.GPU, "npu": HardwareAccelerator.NPU}
        self._environment = Environment.create()

    def load(self, path, accelerator, threads):
        if accelerator == "cpu":
            return CpuModel(self, path, threads)
        return AcceleratedModel(self, path, accelerator)

    def tensor(self, buffer):
        of = buffer.get_tensor_details()
        dtype = self.numpy.dtype(of["dtype"])
        return int(self.numpy.prod(of["shape"])), dtype

    def refusal(self, accelerator, cause):
        ops = self.complaints.unsupported()
        text = self.complaints.text()
        if ops:
            return Refused("MODEL_UNSUPPORTED", f"the {accelerator} delegate lacks {ops}")
        if "Failed to initialize WebGPU environment" in text or "No adapters found" in text:
            told = self.complaints.worth_telling()
            return Refused("RUNTIME_MISSING", f"LiteRT finds no GPU ({told}): {GPU_REMEDY}")
        told = self.complaints.worth_telling()
        return Refused(
            "MODEL_UNSUPPORTED",
            f"not completely on the {accelerator}: {cause}".replace("\n", " ")
            + (f" ({told})" if told else ""),
        )


def find_vulkan():
    """Loads Vulkan's loader where LiteRT will look for it, or the one beside a driver's manifest.

    Debian's chromium brings a loader of its own next to SwiftShader, which the linker does not
    find; a library that is loaded already is found by its name.
    """
    names = ["libvulkan.so.1"]
    for manifest in os.environ.get("VK_ICD_FILENAMES", "").split(":"):
        if manifest:
            names.append(os.path.join(os.path.dirname(manifest), "libvulkan.so.1"))
    for name in names:
        try:
            return ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
        except OSError:
            continue
    return None


def gpus(vulkan):
    """Name and kind of every GPU that Vulkan knows; kind 4 is a CPU in disguise."""
    if vulkan is None:
        return []

    class Create(ctypes.Structure):
        _fields_ = [
            ("type", ctypes.c_int),
            ("next", ctypes.c_void_p),
            ("flags", ctypes.c_uint32),
            ("application", ctypes.c_void_p),
            ("layers", ctypes.c_uint32),
            ("layer_names", ctypes.c_void_p),
            ("extensions", ctypes.c_uint32),
            ("extension_names", ctypes.c_void_p),
        ]

    create = Create(type=1)
    instance = ctypes.c_void_p()
    if vulkan.vkCreateInstance(ctypes.byref(create), None, ctypes.byref(instance)) != 0:
        return []
    count = ctypes.c_uint32()
    vulkan.vkEnumeratePhysicalDevices(instance, ctypes.byref(count), None)
    handles = (ctypes.c_void_p * max(1, count.value))()
    vulkan.vkEnumeratePhysicalDevices(instance, ctypes.byref(count), handles)
    found = []
    for handle in handles[: count.value]:
        properties = ctypes.create_string_buffer(4096)
        vulkan.vkGetPhysicalDeviceProperties(ctypes.c_void_p(handle), properties)
        words = [int.from_bytes(properties.raw[i : i + 4], sys.byteorder) for i in range(0, 20, 4)]
        name = properties.raw[20:276].split(b"\0", 1)[0].decode("utf-8", "replace")
        found.append({"name": name, "kind": words[4], "driver": words[1]})
    vulkan.vkDestroyInstance(instance, None)
    return found


def statistics_of(samples):
    ordered = sorted(samples)
    return {
        "runs": len(ordered),
        "minNanos": ordered[0],
        "p5Nanos": quantile(ordered, 0.05),
        "p25Nanos": quantile(ordered, 0.25),
        "medianNanos": quantile(ordered, 0.5),
        "p95Nanos": quantile(ordered, 0.95),
        "meanNanos": statistics.fmean(ordered),
        "standardDeviationNanos": statistics.stdev(ordered) if len(ordered) > 1 else 0.0,
    }


def failed(code, message):
    return {
        "code": code,
        "message": message,
        "roundNanos": [],
        "pooled": None,
        "executed": [],
    }


class References:
    """The models that are visited all along; they stay loaded.

    Of a job on an accelerator the shortest time is told of the visits in each half, because labels
    are the shortest of rounds all over it: a job is as good as its calmest moments.
    """

    def __init__(self, models, litert, accelerator, threads):
        self.models = [
            (model["name"], litert.load(model["path"], accelerator, threads)) for model in models
        ]
        self.halves = accelerator != "cpu"
        self.visits = []

    def begin(self):
        self.visits = []
        self.start = now()

    def visit(self):
        at = (now() - self.start) // 1_000_000
        self.visits.append((at, [model.glance() for _, model in self.models]))

    def readings(self):
        """All visits to a CPU; of those to anything else, the best before the middle and after it."""
        told = self.visits
        if self.halves:
            middle = (len(self.visits) + 1) // 2
            told = [
                (half[0][0], [min(of) for of in zip(*(nanos for _, nanos in half))])
                for half in (self.visits[:middle], self.visits[middle:])
                if half
            ]
        return [
            {"model": name, "nanos": nanos[i], "atMillis": at}
            for at, nanos in told
            for i, (name, _) in enumerate(self.models)
        ]


class Run:
    """One request: loads all models, visits them round by round, frees them."""

    def __init__(self, request, compiled, references, say):
        self.request = request
        self.compiled = compiled
        self.references = references
        self.say = say
        self.start = now()
        self.next_reference = 0

    def at(self, model, step):
        self.say({"type": "at", "model": model, "step": step})

    def visit_references(self):
        self.at(-1, "reference")
        before = now()
        self.references.visit()
        after = now()
        pause = max(self.request["pauseNanos"], LEAST_PAUSE * (after - before))
        self.next_reference = after + pause

    def execute(self):
        request = self.request
        self.references.begin()
        hits = self.compiled.hits
        models = []
        tickets = []
        outcomes = [None] * len(request["models"])
        for i, file in enumerate(request["models"]):
            self.at(i, "load")
            try:
                model, ticket = self.compiled.take(
                    file["path"], request["accelerator"], request["threads"]
                )
                models.append(model)
                tickets.append(ticket)
            except Refused as e:
                models.append(None)
                tickets.append(None)
                outcomes[i] = failed(e.code, str(e))
        confine_threads()
        loaded = now()
        self.visit_references()
        order = list(range(len(models)))
        shuffle = random.Random(request["seed"])
        for _ in range(request["rounds"]):
            shuffle.shuffle(order)
            for i in order:
                if models[i] is None:
                    continue
                if now() > self.next_reference:
                    self.visit_references()
                self.at(i, "run")
                try:
                    models[i].visit(
                        request["warmups"],
                        request["minRuns"],
                        request["maxRuns"],
                        request["minTimeNanos"],
                    )
                except RuntimeError as e:
                    outcomes[i] = failed("MODEL_UNSUPPORTED", f"failed while it ran: {e}")
                    models[i].close()
                    models[i] = None
        self.visit_references()
        measured = now()
        for i, model in enumerate(models):
            if model is not None:
                outcomes[i] = outcome(model)
                self.compiled.give_back(model, tickets[i])
        return {
            "type": "done",
            "outcomes": outcomes,
            "references": self.references.readings(),
            "environment": {
                "loadMicros": str((loaded - self.start) // 1000),
                "measureMicros": str((measured - loaded) // 1000),
                "compiledBefore": str(self.compiled.hits - hits),
            },
        }


def outcome(model):
    try:
        rounds, samples = model.result()
    except Refused as e:
        return failed(e.code, str(e))
    return {
        "code": None,
        "message": None,
        "roundNanos": rounds,
        "pooled": statistics_of(samples),
        "executed": [],
    }


def pin(cpus):
    """Confines this process, and every thread that it starts, to a list such as 1 or 2-3."""
    if not cpus:
        return False
    wanted = set()
    for part in cpus.split(","):
        first, _, last = part.partition("-")
        wanted.update(range(int(first), int(last or first) + 1))
    try:
        os.sched_setaffinity(0, wanted)
        return True
    except OSError:
        return False


def confine_threads():
    """Puts every thread of this process on the CPUs of the first one.

    SwiftShader counts the CPUs that it may use and takes as many from CPU 0 on, whichever those
    were: on its own it would compute beside everything that the measuring CPUs are kept free of.
    """
    wanted = os.sched_getaffinity(0)
    for thread in os.listdir("/proc/self/task"):
        try:
            os.sched_setaffinity(int(thread), wanted)
        except OSError:
            continue  # it ended meanwhile


def allowed_cpus():
    return ",".join(str(cpu) for cpu in sorted(os.sched_getaffinity(0)))


def broken(message):
    return {"type": "broken", "code": "RUNTIME_MISSING", "message": message}


def get_ready(start, say):
    """Loads everything; returns LiteRT, or None after saying what is missing."""
    pinned = pin(start["measureCpus"])
    accelerators = start["accelerators"]
    facts = {"python": sys.version.split()[0]}
    vulkan = find_vulkan() if "gpu" in accelerators else None
    try:
        litert = LiteRt(Complaints(start["errorLog"]))
        if accelerators != ["cpu"]:
            litert.open_accelerators()
    except (ImportError, OSError, RuntimeError, importlib.metadata.PackageNotFoundError) as e:
        say(broken(f"{sys.executable} cannot load ai_edge_litert: {e}"))
        return None
    if "gpu" in accelerators:
        found = gpus(vulkan)
        if not found:
            what = "Vulkan's loader libvulkan.so.1" if vulkan is None else "a Vulkan driver"
            say(broken(f"{what} is missing: {GPU_REMEDY}"))
            return None
        facts["gpu"] = "; ".join(gpu["name"] for gpu in found)
        facts["gpuDriver"] = "; ".join(str(gpu["driver"]) for gpu in found)
        software = all(gpu["kind"] == 4 for gpu in found)
        facts["softwareGpu"] = "true" if software else "false"
        if software and len(os.sched_getaffinity(0)) == 1:
            litert.clock = time.process_time_ns
        facts["clock"] = "wall" if litert.clock is now else "cpu"
    invocation = 0.0
    for accelerator in accelerators:
        try:
            model = litert.load(start["warmUpModel"], accelerator, 1)
        except Refused as e:
            say(broken(f"LiteRT cannot use the {accelerator}: {e}"))
            return None
        model.visit(1, 1, 1, 0)  # starts the driver's threads
        confine_threads()
        model.forget()
        for _ in range(3):
            model.visit(10, 50, 500, 2_000_000)
        invocation = max(invocation, statistics.median(model.result()[1]))
        model.close()
    say(
        {
            "type": "ready",
            "runtimeVersion": litert.version,
            "pinned": pinned,
            "cpus": allowed_cpus(),
            "invocationNanos": invocation,
            "facts": facts,
        }
    )
    return litert


def main():
    channel = Channel(take_stdout())
    start = channel.next()
    litert = get_ready(start, channel.say)
    if litert is None:
        return
    references = {}
    compiled = Compiled(litert)
    gc.collect()
    gc.freeze()
    gc.disable()  # no pause while a model is timed; garbage is collected between jobs
    while True:
        request = channel.next()
        channel.say({"type": "at", "model": -1, "step": "reference"})
        key = (request["accelerator"], request["threads"])
        if key not in references:
            try:
                references[key] = References(start["references"], litert, *key)
            except Refused as e:
                channel.say({"type": "broken", "code": e.code, "message": f"a reference model: {e}"})
                return
        channel.say(Run(request, compiled, references[key], channel.say).execute())
        gc.collect()


if __name__ == "__main__":
    main()
