"""The parts of bench.photos, each a process: make ready, serve the obvious way, post."""

import asyncio
import io
import json
import random
import statistics
import sys
import time


def prepare() -> None:
    """Tables, and a community with its kinds of hazard."""
    import django

    django.setup()
    from django.core.management import call_command

    from bench.audience import town
    from community.hazards.services import ensure_categories

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    ensure_categories(town())
    print(json.dumps({}))


def naive() -> None:
    """The site, but each photo is decoded in full and made small twice from there."""
    import django

    django.setup()
    from django.core.management import call_command
    from PIL import Image, ImageOps

    from community.hazards.photos import Photo
    from community.hazards.services import pictures

    def decoded_in_full(data: bytes) -> Photo:
        upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
        made = []
        for side in (1600, 400):
            small = upright.copy()
            small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=None)
            out = io.BytesIO()
            small.save(out, "JPEG", quality=85, optimize=True)
            made.append((out.getvalue(), small.size))
        (full, (width, height)), (thumbnail, _size) = made
        return Photo(full, thumbnail, width, height)

    pictures.prepare = decoded_in_full
    call_command("up")


def photo(width: int, height: int) -> bytes:
    """A picture with soft shapes and a sensor's noise: about as many bytes as a camera's."""
    from PIL import Image, ImageFilter

    chance = random.Random(1)
    small = Image.frombytes("RGB", (width // 8, height // 8), chance.randbytes(width // 8 * (height // 8) * 3))
    soft = small.filter(ImageFilter.GaussianBlur(2)).resize((width, height), Image.Resampling.BICUBIC)
    noisy = Image.blend(soft, Image.effect_noise((width, height), 20).convert("RGB"), 0.25)
    out = io.BytesIO()
    noisy.save(out, "JPEG", quality=85)
    return out.getvalue()


async def post(port: int, pid: int, width: int, height: int, connections: int, seconds: float) -> dict:
    import aiohttp

    data = photo(width, height)
    taken: list[float] = []
    memory = [megabytes(pid)]

    async def sender(session: aiohttp.ClientSession, name: int, end: float) -> None:
        number = 0
        while time.monotonic() < end:
            number += 1
            form = aiohttp.FormData()
            form.add_field("category", "road")
            form.add_field("description", f"A hole, {name}.{number}")
            form.add_field("address", "Hill Road 4")
            form.add_field("photos", data, filename="photo.jpg", content_type="image/jpeg")
            began = time.monotonic()
            async with session.post(f"http://127.0.0.1:{port}/api/v1/hazards/", data=form) as answer:
                assert answer.status == 201, (answer.status, await answer.text())
                await answer.read()
            taken.append(time.monotonic() - began)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=connections)) as session:
        await asyncio.gather(*(sender(session, name, time.monotonic() + 1) for name in range(connections)))  # warm
        memory.append(megabytes(pid))
        taken.clear()
        began = time.monotonic()
        for half in (0.25, 0.5, 0.75, 1.0):
            end = began + seconds * half
            await asyncio.gather(*(sender(session, name, end) for name in range(connections)))
            memory.append(megabytes(pid))
        spent = time.monotonic() - began
    p95 = statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
    return {"count": len(taken), "seconds": spent, "p95": p95, "memory": memory}


def megabytes(pid: int) -> float:
    """What a process holds, resident."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
    except OSError:  # no such thing here
        return 0.0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            prepare()
        case ["naive"]:
            naive()
        case ["post", port, pid, width, height, connections, seconds]:
            found = asyncio.run(post(*map(int, (port, pid, width, height, connections)), float(seconds)))
            print(json.dumps(found))
