"""/vehicles/read/plate/, /vehicles/read/vin/ : what a photo from the camera seems to say; a person corrects it."""

from dataclasses import asdict

from django.http import JsonResponse
from django.views.decorators.http import require_POST

from huichang.kernel import pictures
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request
from huichang.vehicles import reading


@require_POST
def plate(request: Request) -> JsonResponse:
    """The plate on the photo, as text, whether it is sure, and why not."""
    return JsonResponse(asdict(reading.plate_in(_photo(request))))


@require_POST
def vin(request: Request) -> JsonResponse:
    """The VIN on the photo, as text, whether it is sure, and why not."""
    return JsonResponse(asdict(reading.vin_in(_photo(request))))


def _photo(request: Request) -> bytes:
    sent = request.FILES.get("photo")
    if sent is None:
        raise Refused("没有收到照片，请重新拍照，或直接手工输入。")
    if (sent.size or 0) > pictures.MAX_BYTES:
        raise Refused("照片超过 12 MB，请用手机的普通画质重拍，或直接手工输入。")
    content: bytes = sent.read()
    return content
